package io.flowkeep.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Events that were stored with the changes they tell of and wait to be sent. Safe for concurrent
 * use. One relay works on it at a time: the one that has the lease.
 *
 * <p>An event that could not be sent is postponed with the reason, and is due again later. Storing
 * a new event of a key makes the postponed ones of that key due at once, so that they go out before
 * it.
 *
 * <p>All methods throw a {@link io.flowkeep.faults.StoreFault} if the store fails.
 */
public interface Outbox {

    /**
     * Characters of bodies after which no more events are given at once. A body may be many times
     * as long as most are, and all that is due is held in memory until it is sent.
     */
    int MOST_CHARACTERS = 8 << 20;

    /**
     * What waits.
     *
     * @param waiting all events, postponed ones included
     * @param postponed those that could not be sent
     * @param oldestAgeMillis age of the oldest, 0 if nothing waits
     */
    record Counts(long waiting, long postponed, long oldestAgeMillis) {}

    /** An event that could not be sent: when to try again, and why. */
    record Postponement(OutboxEvent event, Instant until, String reason) {}

    /** A postponed event, for people to look at. */
    record Postponed(OutboxEvent event, Instant until, String reason) {}

    /**
     * Events that are due, each key's in the order they were stored. An event is left out while an
     * earlier one of its key is not due. The first whose body brings all of them to {@link
     * #MOST_CHARACTERS} is the last; so at least one is given if one is due.
     *
     * @param limit the most events, at least 1
     */
    List<OutboxEvent> due(Instant now, int limit);

    /** Removes events that were sent. Those that are no longer there are passed over. */
    void sent(List<OutboxEvent> events);

    /** Puts events off that could not be sent. Those that are no longer there are passed over. */
    void postpone(List<Postponement> postponements);

    /** What waits now. */
    Counts counts(Instant now);

    /**
     * Postponed events, oldest first.
     *
     * @param limit the most events, at least 1
     */
    List<Postponed> postponed(int limit);

    /**
     * Asks for the right to send these events, or to keep it for longer. One holder has it at a
     * time, whichever server it is on, since two who send at once would mix up the order within a
     * key. A store that only one process can use grants it to every holder that asks.
     *
     * <p>It is granted for the time asked for, from the beginning of this call, by the holder's own
     * clock; the store makes sure that no other relay gets it before. For that it uses a clock of
     * its own or measures how long the holder has not asked, so the clocks of servers need not
     * agree. A holder that stops asking is replaced by another after at most twice that time.
     *
     * <p>A relay that is refused or runs out of time publishes no more events. What it sent before
     * is still removed.
     *
     * @param holder who asks: another text for each relay there is
     * @param time how long, the same for all who ask
     * @return whether the holder has it now
     */
    boolean lease(String holder, Duration time);

    /** Gives the right back at once; nothing happens if another relay has it. */
    void release(String holder);
}
