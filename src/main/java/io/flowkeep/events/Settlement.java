package io.flowkeep.events;

import io.flowkeep.events.Outbox.Postponement;
import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.Publication.Refused;
import io.flowkeep.events.Publication.Unroutable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of the events of a batch. Events of a key that failed together are put off
 * together, for as long as the one that has failed the least, so that they are tried again in one
 * batch and in order. One thread at a time.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /** More names than there are kinds of events; bounds the memory of what was logged. */
    private static final int MOST_NAMES = 1000;

    private final Backoff postponement;
    private final Map<String, OutageLog> failing = new HashMap<>();

    Settlement(Backoff postponement) {
        this.postponement = postponement;
    }

    record Result(List<OutboxEvent> sent, List<Postponement> postponed) {}

    private record Failure(OutboxEvent event, String reason) {}

    Result of(List<OutboxEvent> events, List<Publication> publications, Instant now) {
        if (events.size() != publications.size()) {
            throw new IllegalStateException(
                    publications.size() + " publications of " + events.size() + " events");
        }
        List<OutboxEvent> sent = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            OutboxEvent event = events.get(i);
            switch (publications.get(i)) {
                case Confirmed _ -> {
                    sent.add(event);
                    logOf(event).worked();
                }
                case Unroutable(String reason) -> failed.add(new Failure(event, reason));
                case Refused(String reason) -> failed.add(new Failure(event, reason));
            }
        }
        failed.forEach(failure -> logOf(failure.event()).failed(failure.reason()));
        return new Result(sent, postponements(failed, now));
    }

    private List<Postponement> postponements(List<Failure> failed, Instant now) {
        Map<String, Integer> fewest = new HashMap<>();
        failed.forEach(
                each -> fewest.merge(each.event().key(), each.event().attempts() + 1, Math::min));
        return failed.stream()
                .map(each -> {
                    int failures = fewest.getOrDefault(each.event().key(), 1);
                    Duration pause = postponement.after(failures);
                    return new Postponement(each.event(), now.plus(pause), each.reason());
                })
                .toList();
    }

    private OutageLog logOf(OutboxEvent event) {
        if (failing.size() > MOST_NAMES) {
            failing.clear();
        }
        return failing.computeIfAbsent(
                event.name(),
                name -> new OutageLog(LOG, "Events " + name + " are not taken and wait"));
    }
}
