package io.flowkeep.events;

/**
 * How much of bodies may still be held at once: {@link Outbox#MOST_CHARACTERS} in the beginning. One
 * thread at a time.
 */
public final class BodyBudget {
    private long left = Outbox.MOST_CHARACTERS;

    /** Counts an event in; true if it is to be the last. So there is always room for a first. */
    public boolean isSpentBy(OutboxEvent event) {
        left -= event.body().length();
        return left <= 0;
    }
}
