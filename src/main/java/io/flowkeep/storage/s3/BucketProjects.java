package io.flowkeep.storage.s3;

import io.flowkeep.files.NameOrder;
import io.flowkeep.files.SeenFile;
import io.flowkeep.files.Survey;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Which team has which projects, and how much is in them. Safe for concurrent use.
 *
 * <p>Keys begin with the team, so the teams of a project can only be found by asking for every
 * team's projects. What was found is kept for a minute, so that a thousand projects counted after
 * each other do not cost a thousand times as many requests as there are teams. What this server has
 * written since, it remembers itself, for as long as that may not be among what was found.
 */
final class BucketProjects {
    private static final Duration KEPT = Duration.ofMinutes(1);

    /** What was written longer ago than this is among what is found, however long that is kept. */
    private static final Duration REMEMBERED = KEPT.multipliedBy(2);

    private static final int AT_ONCE = 16;

    private final Bucket bucket;
    private final InstantSource clock;
    private final Map<Place, Instant> written = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private Map<ProjectId, Set<TeamId>> found = Map.of();
    private Instant foundAt = Instant.MIN;
    private volatile Instant forgottenAt = Instant.MIN;

    private record Place(TeamId team, ProjectId project) {}

    BucketProjects(Bucket bucket, InstantSource clock) {
        this.bucket = bucket;
        this.clock = clock;
    }

    /** Notes that this server has put a file into a project. */
    void note(TeamId team, ProjectId project) {
        Instant now = clock.instant();
        written.put(new Place(team, project), now);
        if (forgottenAt.isBefore(now.minus(KEPT))) {
            forgottenAt = now;
            written.values().removeIf(at -> at.isBefore(now.minus(REMEMBERED)));
        }
    }

    /** How many places are remembered that this server has written to. */
    int remembered() {
        return written.size();
    }

    /**
     * Looks at a project's objects, page by page.
     *
     * @param known teams to look at besides those that are found
     */
    void survey(ProjectId project, Set<TeamId> known, Survey survey) {
        Set<TeamId> teams = new TreeSet<>(known);
        // before as well as after: finding may take longer than what is written is remembered
        teams.addAll(teamsWrittenTo(project));
        teams.addAll(found().getOrDefault(project, Set.of()));
        teams.addAll(teamsWrittenTo(project));
        Set<String> done = ConcurrentHashMap.newKeySet();
        for (TeamId team : teams) {
            look(ObjectKeys.project(team, project), team, survey, done);
        }
    }

    private List<TeamId> teamsWrittenTo(ProjectId project) {
        return written.keySet().stream()
                .filter(place -> place.project().equals(project))
                .map(Place::team)
                .toList();
    }

    /** The projects of a team, read now. */
    Set<ProjectId> projects(TeamId team) {
        Set<ProjectId> projects = new TreeSet<>();
        for (String name : below(ObjectKeys.team(team))) {
            ProjectId.parse(name).ifPresent(projects::add);
        }
        return projects;
    }

    /** The teams, read now. */
    Set<TeamId> teams() {
        Set<TeamId> teams = new TreeSet<>();
        for (String name : below("")) {
            TeamId.parse(name).ifPresent(teams::add);
        }
        return teams;
    }

    /**
     * The store lists in the order of the names, so all names up to the last one have been passed.
     */
    private void look(String prefix, TeamId team, Survey survey, Set<String> done) {
        String after = "";
        boolean more = true;
        while (more) {
            BucketPages.Page page =
                    bucket.pages()
                            .page(new BucketPages.Query(prefix, after, false, BucketPages.MOST));
            survey.saw(
                    page.objects().stream()
                            .filter(object ->
                                    ObjectKeys.isFile(object.key().substring(prefix.length())))
                            .map(object -> new SeenFile(team, object.key(), object.size()))
                            .toList());
            more = page.more();
            String last = page.last();
            survey.passed(name ->
                    (name.startsWith(prefix) && NameOrder.BY_BYTES.compare(name, last) <= 0)
                            || done.stream().anyMatch(name::startsWith));
            after = last;
        }
        done.add(prefix);
        survey.passed(name -> done.stream().anyMatch(name::startsWith));
    }

    private Map<ProjectId, Set<TeamId>> found() {
        synchronized (lock) {
            Instant now = clock.instant();
            if (foundAt.isBefore(now.minus(KEPT)) || foundAt.isAfter(now)) {
                found = find();
                foundAt = now;
            }
            return found;
        }
    }

    private Map<ProjectId, Set<TeamId>> find() {
        Map<ProjectId, Set<TeamId>> all = new ConcurrentHashMap<>();
        Semaphore free = new Semaphore(AT_ONCE);
        List<Callable<Boolean>> looks = new ArrayList<>();
        for (TeamId team : teams()) {
            looks.add(() -> {
                free.acquire();
                try {
                    projects(team)
                            .forEach(project ->
                                    all.computeIfAbsent(project, _ -> ConcurrentHashMap.newKeySet())
                                            .add(team));
                } finally {
                    free.release();
                }
                return true;
            });
        }
        run(looks);
        return all;
    }

    private static void run(List<Callable<Boolean>> looks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> look : threads.invokeAll(looks)) {
                Boolean _ = look.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException fault
                    ? fault
                    : S3Errors.unavailable("look for projects", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw S3Errors.unavailable("look for projects", e);
        }
    }

    /** The names of what looks like folders at one level. */
    private List<String> below(String prefix) {
        List<String> names = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            BucketPages.Page page =
                    bucket.pages()
                            .page(new BucketPages.Query(prefix, after, true, BucketPages.MOST));
            page.prefixes()
                    .forEach(each -> names.add(each.substring(prefix.length(), each.length() - 1)));
            more = page.more();
            after = page.last();
        }
        return names;
    }
}
