package io.flowkeep.events;

import io.flowkeep.events.Outbox.Postponement;
import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.Publication.Refused;
import io.flowkeep.events.Publication.Unroutable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the bus did not take in one pass over the outbox. It is put off at the end of the pass and
 * not before: an event that is put off holds back those of its key, which are to be tried first.
 * Events of a key that failed are put off together, for as long as the one that has failed the
 * least, so that they are tried again together and in order.
 *
 * <p>Those that failed are given by the outbox again and again until the pass ends. Large ones may
 * be all it gives at once; then the pass ends, and the next one sees what is behind them. One
 * thread at a time.
 */
final class RelayPass {
    /** Bounds what is remembered and read again; each is a number of batches. */
    private static final int MOST_FAILED = 10;

    private static final int MOST_BATCHES = 20;

    private record Failure(OutboxEvent event, String reason) {}

    private final int batch;
    private final Map<String, Failure> failed = new LinkedHashMap<>();
    private final BodyBudget budget = new BodyBudget();
    private boolean spent;
    private int batches;

    RelayPass(int batch) {
        this.batch = batch;
    }

    /** How many events to ask for, so that there is a batch beside those that have failed. */
    int limit() {
        return failed.size() + batch;
    }

    /** The next batch of those that are due; empty when the round is over. */
    List<OutboxEvent> next(List<OutboxEvent> due) {
        if (++batches > MOST_BATCHES || failed.size() >= MOST_FAILED * batch || spent) {
            return List.of();
        }
        return due.stream().filter(each -> !failed.containsKey(each.id())).limit(batch).toList();
    }

    /** Takes in how a batch ended and gives the events that were sent. */
    List<OutboxEvent> sent(
            List<OutboxEvent> events, List<Publication> publications, FailingNames names) {
        if (events.size() != publications.size()) {
            throw new IllegalStateException(
                    publications.size() + " publications of " + events.size() + " events");
        }
        List<OutboxEvent> sent = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            OutboxEvent event = events.get(i);
            switch (publications.get(i)) {
                case Confirmed _ -> {
                    sent.add(event);
                    names.worked(event.name());
                }
                case Unroutable(String reason) -> fail(event, reason, names);
                case Refused(String reason) -> fail(event, reason, names);
            }
        }
        return sent;
    }

    boolean hasFailures() {
        return !failed.isEmpty();
    }

    List<Postponement> postponements(Backoff pauses, Instant now) {
        Map<String, Integer> fewest = new HashMap<>();
        failed.values()
                .forEach(each ->
                        fewest.merge(each.event().key(), each.event().attempts() + 1, Math::min));
        return failed.values().stream()
                .map(each -> {
                    Duration pause = pauses.after(fewest.getOrDefault(each.event().key(), 1));
                    return new Postponement(each.event(), now.plus(pause), each.reason());
                })
                .toList();
    }

    private void fail(OutboxEvent event, String reason, FailingNames names) {
        failed.put(event.id(), new Failure(event, reason));
        spent |= budget.isSpentBy(event);
        names.failed(event.name(), reason);
    }
}
