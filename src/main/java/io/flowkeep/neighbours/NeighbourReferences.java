package io.flowkeep.neighbours;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.ReferenceCheck;
import io.flowkeep.neighbours.Reference.Kind;
import io.flowkeep.neighbours.ReferenceQuestion.Answer;
import io.flowkeep.trust.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Component Repository ({@code GET {base}/components/{id}}) and the Secret Service ({@code
 * GET {base}/api/v1/secrets/{id}}), with the caller's token, whether what a flow's nodes refer to
 * is there. Each distinct id is asked for once, up to {@link #AT_ONCE} at a time, within one
 * deadline. Safe for concurrent use; close it to drop its connections.
 *
 * <p>404 and 403 are the only answers that make a problem. A neighbour that is unreachable, refuses
 * the token or gives an invalid answer leaves references unchecked: it must not stop the work on
 * flows. One that gave no answer at all is left alone for {@link #PAUSE}, so that a long list of
 * flows waits once and not once for each flow. What was found is remembered for {@link
 * #REMEMBERED}, for the same caller only; what was not found is asked for again each time, since
 * the caller is expected to correct it.
 */
public final class NeighbourReferences implements ReferenceCheck, AutoCloseable {
    /** For one flow. */
    static final int AT_ONCE = 8;

    /** How long an unreachable neighbour is not asked. */
    static final Duration PAUSE = Duration.ofSeconds(3);

    /** How long a found reference counts as there. */
    static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int MAX_REMEMBERED = 10_000;

    private final Map<Kind, NeighbourUrl> neighbours;
    private final ReferenceQuestion question;
    private final NeighbourWatch watch;
    private final LongSupplier nanoTime;
    private final Duration deadline;
    private final Map<Kind, Long> awaySinceNanos = new ConcurrentHashMap<>();
    private final Cache<Found, Boolean> found;

    /** A reference that was found for a caller. */
    private record Found(TokenHash caller, Reference reference) {}

    /**
     * Clients without a connection yet.
     *
     * @param trust whose certificates are good
     * @param nanoTime as {@link System#nanoTime()}
     * @throws IllegalArgumentException if a URL is not an http or https URL of a host
     */
    public NeighbourReferences(
            NeighbourSettings settings, Trust trust, NeighbourWatch watch, LongSupplier nanoTime) {
        this.question = new ReferenceQuestion(trust);
        this.neighbours = new EnumMap<>(Kind.class);
        put(Kind.COMPONENT, settings.components());
        put(Kind.SECRET, settings.secrets());
        this.watch = watch;
        this.nanoTime = nanoTime;
        this.deadline = settings.deadline();
        this.found =
                Caffeine.newBuilder()
                        .maximumSize(MAX_REMEMBERED)
                        .expireAfterWrite(REMEMBERED)
                        .ticker(nanoTime::getAsLong)
                        .build();
    }

    private void put(Kind kind, NeighbourAddress address) {
        switch (address) {
            case NeighbourAddress.Off _ -> {}
            case NeighbourAddress.At(var base) -> neighbours.put(kind, new NeighbourUrl(base));
        }
    }

    @Override
    public Verdict check(FlowDefinition definition, String token) {
        List<Reference.Use> uses =
                Reference.usesIn(definition).stream()
                        .filter(use -> neighbours.containsKey(use.reference().kind()))
                        .toList();
        Set<Reference> distinct = new LinkedHashSet<>();
        uses.forEach(use -> distinct.add(use.reference()));
        Map<Reference, Answer> answers = ask(distinct.stream().filter(this::isAskable), token);
        List<String> problems =
                uses.stream()
                        .filter(use -> answers.get(use.reference()) == Answer.UNKNOWN)
                        .map(Reference.Use::problem)
                        .distinct()
                        .toList();
        List<String> unchecked =
                distinct.stream()
                        .filter(reference -> isUnchecked(answers.get(reference)))
                        .map(reference -> reference.kind().neighbour())
                        .distinct()
                        .sorted()
                        .toList();
        unchecked.forEach(watch::unavailable);
        return new Verdict(problems, unchecked);
    }

    private static boolean isUnchecked(@Nullable Answer answer) {
        return answer != Answer.KNOWN && answer != Answer.UNKNOWN;
    }

    private boolean isAskable(Reference reference) {
        @Nullable Long since = awaySinceNanos.get(reference.kind());
        return since == null || nanoTime.getAsLong() - since >= PAUSE.toNanos();
    }

    /** The answers that came in time. Later ones are ignored. */
    private Map<Reference, Answer> ask(Stream<Reference> references, String token) {
        Queue<Reference> open = new ConcurrentLinkedQueue<>(references.toList());
        Map<Reference, Answer> answers = new ConcurrentHashMap<>();
        TokenHash caller = TokenHash.of(new BearerToken(token));
        Deadline end = Deadline.in(deadline, nanoTime);
        int workers = Math.min(AT_ONCE, open.size());
        CountDownLatch working = new CountDownLatch(workers);
        for (int i = 0; i < workers; i++) {
            Thread.ofVirtual()
                    .name("reference-check")
                    .start(() -> {
                        try {
                            work(open, answers, caller, token, end);
                        } finally {
                            working.countDown();
                        }
                    });
        }
        try {
            // Each worker ends at the deadline by itself; the rest is for slow machines.
            boolean _ =
                    working.await(
                            deadline.plus(PAUSE.dividedBy(4)).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.copyOf(answers);
    }

    private void work(
            Queue<Reference> open,
            Map<Reference, Answer> answers,
            TokenHash caller,
            String token,
            Deadline end) {
        for (@Nullable Reference next = open.poll(); next != null; next = open.poll()) {
            answers.put(next, answer(next, caller, token, end));
        }
    }

    private Answer answer(Reference reference, TokenHash caller, String token, Deadline end) {
        Found key = new Found(caller, reference);
        if (found.getIfPresent(key) != null) {
            return Answer.KNOWN;
        }
        if (end.isOver()) {
            return Answer.AWAY;
        }
        Answer answer = question.ask(url(reference), token, end);
        switch (answer) {
            case KNOWN -> found.put(key, true);
            case AWAY -> awaySinceNanos.put(reference.kind(), nanoTime.getAsLong());
            case UNKNOWN, UNTOLD -> {}
        }
        return answer;
    }

    private URI url(Reference reference) {
        NeighbourUrl neighbour = neighbours.get(reference.kind());
        if (neighbour == null) {
            throw new IllegalStateException("a neighbour that is off was asked");
        }
        return switch (reference.kind()) {
            case COMPONENT -> neighbour.path("components", reference.id());
            case SECRET -> neighbour.path("api", "v1", "secrets", reference.id());
        };
    }

    @Override
    public void close() {
        question.close();
    }
}
