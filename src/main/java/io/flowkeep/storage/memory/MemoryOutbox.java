package io.flowkeep.storage.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.events.BodyBudget;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Events in the order in which they were stored; a flow's id is their key. */
final class MemoryOutbox implements Outbox {
    @GuardedBy("this")
    private final Map<String, Postponed> waiting = new LinkedHashMap<>();

    /** Ids of events that could not be sent, by key. */
    @GuardedBy("this")
    private final Map<String, Set<String>> tried = new HashMap<>();

    synchronized void add(FlowId flow, List<FlowEvent> events) {
        String key = flow.hex();
        if (events.isEmpty()) {
            return;
        }
        for (String id : tried.getOrDefault(key, Set.of())) {
            waiting.computeIfPresent(id, (_, each) -> dueNow(each));
        }
        for (FlowEvent event : events) {
            OutboxEvent added =
                    new OutboxEvent(
                            event.id(), key, event.name(), event.body(), event.createdAt(), 0);
            waiting.put(event.id(), new Postponed(added, Instant.EPOCH, ""));
        }
    }

    @Override
    public synchronized List<OutboxEvent> due(Instant now, int limit) {
        List<OutboxEvent> due = new ArrayList<>();
        Set<String> heldBack = new HashSet<>();
        BodyBudget budget = new BodyBudget();
        for (Postponed each : waiting.values()) {
            if (each.until().isAfter(now)) {
                heldBack.add(each.event().key());
            } else if (!heldBack.contains(each.event().key())) {
                due.add(each.event());
                if (due.size() == limit || budget.isSpentBy(each.event())) {
                    break;
                }
            }
        }
        return List.copyOf(due);
    }

    @Override
    public synchronized void sent(List<OutboxEvent> events) {
        for (OutboxEvent event : events) {
            waiting.remove(event.id());
            Set<String> ids = tried.getOrDefault(event.key(), Set.of());
            if (ids.contains(event.id()) && ids.remove(event.id()) && ids.isEmpty()) {
                tried.remove(event.key());
            }
        }
    }

    @Override
    public synchronized void postpone(List<Postponement> postponements) {
        for (Postponement each : postponements) {
            String id = each.event().id();
            if (waiting.containsKey(id)) {
                waiting.computeIfPresent(
                        id,
                        (_, kept) ->
                                new Postponed(
                                        triedAgain(kept.event()), each.until(), each.reason()));
                tried.computeIfAbsent(each.event().key(), _ -> new HashSet<>()).add(id);
            }
        }
    }

    @Override
    public synchronized Counts counts(Instant now) {
        long oldestAgeMillis =
                waiting.values().stream()
                        .mapToLong(
                                each -> Duration.between(each.event().createdAt(), now).toMillis())
                        .reduce(0, Math::max);
        return new Counts(waiting.size(), postponed().size(), oldestAgeMillis);
    }

    @Override
    public synchronized List<Postponed> postponed(int limit) {
        return postponed().stream().limit(limit).toList();
    }

    /** Always granted: no other process can use the store. */
    @Override
    public boolean lease(String holder, Duration time) {
        return true;
    }

    @Override
    public void release(String holder) {}

    @GuardedBy("this")
    private List<Postponed> postponed() {
        return waiting.values().stream().filter(each -> each.event().attempts() > 0).toList();
    }

    private static Postponed dueNow(Postponed each) {
        return new Postponed(each.event(), Instant.EPOCH, each.reason());
    }

    private static OutboxEvent triedAgain(OutboxEvent event) {
        return new OutboxEvent(
                event.id(),
                event.key(),
                event.name(),
                event.body(),
                event.createdAt(),
                event.attempts() + 1);
    }
}
