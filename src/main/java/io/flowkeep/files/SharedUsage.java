package io.flowkeep.files;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.SharedLedger.Answer;
import io.flowkeep.files.SharedLedger.Counting;
import io.flowkeep.files.SharedLedger.Room;
import io.flowkeep.files.SharedLedger.Totals;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Usage of files that several servers share. Safe for concurrent use.
 *
 * <p><b>Idea.</b> The counters live in a {@link SharedLedger}. Right before a file changes, the
 * change is announced there by an intent, with the size before and after; the quota is judged in
 * that very step. Right after, it is settled. So each write costs two steps in the ledger, and no
 * connection to it is held in between. A server that dies leaves intents behind. Once its lease has
 * run out, the first to come across an intent (the next writer of that path, a count, {@link
 * #sweep}) looks at that one file. The file carries the id of the write that made it, which shows
 * whether the change has happened.
 *
 * <p><b>Paths.</b> An intent is also a lease on its path: writers of one file on several servers
 * follow each other. It does not replace the store's conditions, since a server can be stopped for
 * longer than its lease and go on; the conditions keep such a write from destroying what others
 * wrote, and settling its intent corrects the account.
 *
 * <p><b>Failure modes.</b> Ledger unreachable before the change: nothing is done. Unreachable after
 * it: the change counts, and its intent is resolved later by looking at the file. Dead server: its
 * paths are free again after the lease. Its write may still be under way to the store, or the
 * server may only be suspended: so the room of a write that was not found stays reserved for as
 * long as the verdict is remembered, or until another write of the file, which may use that room.
 *
 * <p><b>Counting again.</b> Files change behind the servers' back, so a project is counted beside
 * its writes ({@link SharedRecount}) before a write of it is refused, and when it is in doubt. Only
 * the first count, and the one after a change that is no longer remembered, makes writes wait.
 *
 * <p>{@link #beat} must be called several times in each lease.
 */
public final class SharedUsage implements Usage {
    private static final Logger LOG = LoggerFactory.getLogger(SharedUsage.class);

    /** Projects whose room is remembered; about 200 bytes each. */
    private static final int MAX_ROOMS = 10_000;

    private static final int ID_BYTES = 16;
    private static final int FIRST_PAUSE_MILLIS = 10;
    private static final int LONGEST_PAUSE_MILLIS = 250;

    private final FileStore store;
    private final SharedLedger ledger;
    private final Duration patience;
    private final InstantSource clock;
    private final RandomGenerator chance;
    private final SharedRecounts recounts;

    /** Intents and counts of this server. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /** The ledger's last answers; used only to save requests, never to refuse a write. */
    private final Map<ProjectId, Room> rooms = new ConcurrentHashMap<>();

    /**
     * Counts a store's files; closes neither store nor ledger.
     *
     * @param store tells what a {@link Charge} wants to know of files that several servers share
     * @param patience the longest wait for another change of a path, or for a count; longer than
     *     the ledger's lease, so that writers outlive a server that died
     * @param chance names intents and spreads repetitions; must not repeat itself between servers
     * @param queue this usage's own; closed with it
     */
    public SharedUsage(
            FileStore store,
            SharedLedger ledger,
            Duration patience,
            InstantSource clock,
            RandomGenerator chance,
            CountQueue queue) {
        this.store = store;
        this.ledger = ledger;
        this.patience = patience;
        this.clock = clock;
        this.chance = chance;
        this.recounts = new SharedRecounts(this, store, ledger, queue);
    }

    @Override
    public long usedBytes(TeamId team, ProjectId project) {
        return shares(project).getOrDefault(team, 0L);
    }

    @Override
    public Map<TeamId, Long> shares(ProjectId project) {
        return totals(project).bytesByTeam();
    }

    @Override
    public Recounted recount(ProjectId project) {
        return recount(project, Duration.ZERO);
    }

    @Override
    public void recountAll(Consumer<Recounted> each) {
        projects().forEach(project -> each.accept(recount(project)));
    }

    @Override
    public Set<ProjectId> projects() {
        return ProjectNames.all(store, ledger.projects());
    }

    /** It does not matter which server has counted it. */
    @Override
    public void review(ProjectId project, Duration age) {
        var _ = recount(project, age);
    }

    /**
     * A caller that has to wait for another count holds no turn meanwhile, since that count may
     * need it.
     */
    private Recounted recount(ProjectId project, Duration age) {
        Waiting waiting = new Waiting();
        while (true) {
            Optional<Recounted> ended = recounts.wished(project, age, waiting::requireTime);
            if (ended.isPresent()) {
                return ended.get();
            }
            waiting.sleep();
        }
    }

    /** When projects are counted again. */
    SharedRecounts recounts() {
        return recounts;
    }

    @Override
    public UsageChange begin(FileKey key, Quota quota) {
        if (!rooms.containsKey(key.project())) {
            var _ = totals(key.project());
        }
        return new SharedChange(this, key, quota);
    }

    /** Keeps this server's changes alive; for a timer, several times in each lease. */
    public void beat() {
        if (!running.isEmpty()) {
            ledger.renew(Set.copyOf(running));
        }
    }

    /** Clears up after servers that are gone, and counts what is in doubt; for a timer. */
    public void sweep() {
        ledger.abandoned().forEach(this::resolve);
        ledger.doubtful().forEach(recounts::doubt);
    }

    /** Changes that still run settle their intents themselves; other servers resolve the rest. */
    @Override
    public void close() {
        recounts.close();
    }

    /** A unique name. */
    String newId() {
        byte[] id = new byte[ID_BYTES];
        chance.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** A new id, whose lease this server renews until the id is abandoned. */
    String enter() {
        String id = newId();
        running.add(id);
        return id;
    }

    /** Discards the ledger's last answer. */
    void forgetRoom(ProjectId project) {
        rooms.remove(project);
    }

    /** Takes a path, waiting for it. */
    void hold(String id, FileKey key) {
        Answer _ = granted(id, key, () -> ledger.hold(id, key));
    }

    /** Announces a change, waiting for the path; false if the quota does not allow it. */
    boolean open(String id, FileKey key, SharedLedger.Cost cost) {
        Answer answer = granted(id, key, () -> ledger.open(id, key, cost));
        if (answer instanceof Answer.Granted(var room) && room.bytes() < cost.oldBytes()) {
            recounts.note(key.project());
        }
        return answer instanceof Answer.Granted;
    }

    /** Reports what became of a change. */
    void settle(String id, FileKey key, boolean happened) {
        abandon(id);
        remember(key.project(), ledger.settle(id, key.project(), happened));
        if (recounts.isInDoubt(key.project())) {
            recounts.doubt(key.project());
        }
    }

    /** Lets an intent run out. */
    void abandon(String id) {
        running.remove(id);
    }

    /** Whether so many bytes more are below a limit, as far as that can be told now. */
    boolean fits(ProjectId project, long more, long limitBytes) {
        Optional<Room> known = Optional.ofNullable(rooms.get(project));
        return known.filter(room -> fits(room, more, limitBytes)).isPresent()
                || fits(totals(project).room(), more, limitBytes);
    }

    /** Reserved room may never be used, or may belong to the very file that is being written. */
    private static boolean fits(Room room, long more, long limitBytes) {
        return room.bytes() + more < limitBytes;
    }

    /** The answer that is granted or over quota. */
    private Answer granted(String id, FileKey key, Supplier<Answer> question) {
        Waiting waiting = new Waiting();
        boolean granted = false;
        running.add(id);
        try {
            while (true) {
                Answer answer = question.get();
                switch (answer) {
                    case Answer.Granted(var room) -> {
                        granted = true;
                        remember(key.project(), room);
                        return answer;
                    }
                    case Answer.OverQuota(var room) -> {
                        granted = true; // a path that is held stays held
                        remember(key.project(), room);
                        return answer;
                    }
                    case Answer.Busy(var refusal) -> waiting.pause(refusal);
                    case Answer.Abandoned(var intent) -> resolve(intent);
                    case Answer.Uncounted _ -> count(key.project(), false);
                    case Answer.Lost(var refusal) -> throw refusal;
                }
            }
        } finally {
            if (!granted) {
                abandon(id);
            }
        }
    }

    private Totals totals(ProjectId project) {
        Totals totals = ledger.find(project);
        while (!totals.isCounted()) {
            count(project, false);
            totals = ledger.find(project);
        }
        remember(project, totals.room());
        return totals;
    }

    /** Counts a project, unless another count is under way and is enough. */
    private void count(ProjectId project, boolean again) {
        Waiting waiting = new Waiting();
        String id = enter();
        boolean done = false;
        try {
            while (!done) {
                switch (ledger.beginCount(id, project, again)) {
                    case Counting.Begun _ -> done = count(id, project);
                    case Counting.Counted _ -> done = true;
                    case Counting.Busy(var refusal) -> waiting.pause(refusal);
                    case Counting.Abandoned(var intent) -> resolve(intent);
                }
            }
        } finally {
            abandon(id);
            if (!done) {
                leaveCount(id, project);
            }
        }
    }

    private boolean count(String id, ProjectId project) {
        Set<TeamId> known = ledger.find(project).bytesByTeam().keySet();
        return ledger.endCount(id, project, store.measure(project, known));
    }

    private void leaveCount(String id, ProjectId project) {
        try {
            ledger.leaveCount(id, project);
        } catch (StoreFault e) {
            LOG.warn("a count of {} ends by itself: {}", project, e.getMessage());
        }
    }

    private void resolve(Intent intent) {
        boolean landed = intent.inQuestion() && hasHappened(intent);
        ledger.resolve(intent, landed);
        if (intent.inQuestion()) {
            LOG.info("resolved {}, left behind by a server: happened {}", intent, landed);
        }
    }

    private boolean hasHappened(Intent intent) {
        return intent.isDeletion()
                ? store.stat(intent.key()) instanceof Missing
                : store.lastChange(intent.key()).equals(Optional.of(intent.change()));
    }

    private void remember(ProjectId project, Room room) {
        if (rooms.size() >= MAX_ROOMS) {
            rooms.clear();
        }
        rooms.put(project, room);
    }

    /** Waits a little longer each time, up to a limit. */
    private final class Waiting {
        private final Instant end = clock.instant().plus(patience);
        private int most = FIRST_PAUSE_MILLIS;

        void pause(StoreUnavailable refusal) {
            requireTime(refusal);
            sleep();
        }

        void requireTime(StoreUnavailable refusal) {
            if (!clock.instant().isBefore(end) || Thread.currentThread().isInterrupted()) {
                throw refusal;
            }
        }

        void sleep() {
            try {
                Thread.sleep(Duration.ofMillis(1 + chance.nextInt(most)));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            most = Math.min(2 * most, LONGEST_PAUSE_MILLIS);
        }
    }
}
