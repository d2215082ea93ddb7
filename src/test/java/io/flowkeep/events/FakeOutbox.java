package io.flowkeep.events;

import io.flowkeep.faults.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** An outbox in a list. Safe for concurrent use. */
public final class FakeOutbox implements Outbox {
    private record Row(OutboxEvent event, Instant until, String reason) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<Postponement> postponements = new ArrayList<>();
    private RuntimeException fault = new IllegalStateException();
    private int faultsLeft;
    private boolean taken;
    private boolean unreachable;
    private String holder = "";
    public final AtomicInteger asked = new AtomicInteger();
    public final AtomicInteger looks = new AtomicInteger();

    /** Stores an event as a change would. */
    public synchronized void store(OutboxEvent event) {
        rows.replaceAll(row ->
                row.event().key().equals(event.key())
                        ? new Row(row.event(), Instant.MIN, row.reason())
                        : row);
        rows.add(new Row(event, Instant.MIN, ""));
    }

    /** Fails that many times from now on. */
    public synchronized void fail(int times, RuntimeException how) {
        faultsLeft = times;
        fault = how;
    }

    public synchronized List<String> ids() {
        return rows.stream().map(row -> row.event().id()).toList();
    }

    /** All that was ever put off. */
    public synchronized List<Postponement> postponements() {
        return List.copyOf(postponements);
    }

    @Override
    public synchronized List<OutboxEvent> due(Instant now, int limit) {
        looks.incrementAndGet();
        failIfTold();
        Set<String> held = new HashSet<>();
        List<OutboxEvent> due = new ArrayList<>();
        BodyBudget budget = new BodyBudget();
        for (Row row : rows) {
            if (row.until().isAfter(now)) {
                held.add(row.event().key());
            } else if (!held.contains(row.event().key())) {
                due.add(row.event());
                if (due.size() == limit || budget.isSpentBy(row.event())) {
                    break;
                }
            }
        }
        return List.copyOf(due);
    }

    @Override
    public synchronized void sent(List<OutboxEvent> events) {
        failIfTold();
        rows.removeIf(row -> events.stream().anyMatch(each -> isSame(each, row)));
    }

    @Override
    public synchronized void postpone(List<Postponement> puttingOff) {
        failIfTold();
        postponements.addAll(puttingOff);
        for (Postponement each : puttingOff) {
            rows.replaceAll(row -> isSame(each.event(), row) ? postponed(row, each) : row);
        }
    }

    @Override
    public synchronized Counts counts(Instant now) {
        long postponed = rows.stream().filter(row -> row.event().attempts() > 0).count();
        long age =
                rows.isEmpty()
                        ? 0
                        : Duration.between(rows.getFirst().event().createdAt(), now).toMillis();
        return new Counts(rows.size(), postponed, age);
    }

    @Override
    public synchronized List<Postponed> postponed(int limit) {
        return rows.stream()
                .filter(row -> row.event().attempts() > 0)
                .limit(limit)
                .map(row -> new Postponed(row.event(), row.until(), row.reason()))
                .toList();
    }

    @Override
    public synchronized boolean lease(String asking, Duration time) {
        asked.incrementAndGet();
        if (unreachable) {
            throw new StoreUnavailable("away", null);
        }
        if (taken && !asking.equals(holder)) {
            return false;
        }
        taken = true;
        holder = asking;
        return true;
    }

    @Override
    public synchronized void release(String asking) {
        if (asking.equals(holder)) {
            expire();
        }
    }

    /** Whether who asks for the lease finds nobody there. */
    public synchronized void leasesFail(boolean away) {
        unreachable = away;
    }

    /** Has the lease run out. */
    public synchronized void expire() {
        taken = false;
    }

    /** Takes the lease away. */
    public synchronized void giveLeaseTo(String other) {
        taken = true;
        holder = other;
    }

    /** Who has the lease; nobody is an empty text. */
    public synchronized String holder() {
        return taken ? holder : "";
    }

    private void failIfTold() {
        if (faultsLeft > 0) {
            faultsLeft--;
            throw fault;
        }
    }

    private static boolean isSame(OutboxEvent event, Row row) {
        return row.event().id().equals(event.id());
    }

    private static Row postponed(Row row, Postponement how) {
        OutboxEvent was = row.event();
        OutboxEvent now =
                new OutboxEvent(
                        was.id(),
                        was.key(),
                        was.name(),
                        was.body(),
                        was.createdAt(),
                        was.attempts() + 1);
        return new Row(now, how.until(), how.reason());
    }
}
