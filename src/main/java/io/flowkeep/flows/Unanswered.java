package io.flowkeep.flows;

import java.util.regex.Pattern;

/**
 * The announcements to the orchestrator that it has not answered yet, oldest first. It answers in
 * the order in which it is told, if it answers at all, so an answer is about the oldest
 * announcement of its kind, and those before that one will get none. Immutable.
 *
 * <p>This is how an answer that comes late is told from one that counts: if the flow was told to
 * run again since, an answer to the stop before that does not end the new run.
 *
 * @param letters {@code S} for each start and {@code P} for each stop, at most {@link #MOST}
 */
public record Unanswered(String letters) {
    private static final Pattern LETTERS = Pattern.compile("[SP]*");

    /** The most that are remembered; older ones are forgotten first. */
    public static final int MOST = 500;

    /** Nothing waits for an answer. */
    public static final Unanswered NONE = new Unanswered("");

    private static final String START = "S";
    private static final String STOP = "P";

    /** Refuses other letters, and too many. */
    public Unanswered {
        if (letters.length() > MOST || !LETTERS.matcher(letters).matches()) {
            throw new IllegalArgumentException("not starts and stops");
        }
    }

    Unanswered withStart() {
        return with(START);
    }

    Unanswered withStop() {
        return with(STOP);
    }

    private Unanswered with(String letter) {
        String all = letters + letter;
        return new Unanswered(all.substring(Math.max(0, all.length() - MOST)));
    }

    /** What is left after the answer that the flow runs; the same if no start waits for one. */
    Unanswered afterStarted() {
        return after(START);
    }

    /** What is left after the answer that the flow has stopped; the same if no stop waits. */
    Unanswered afterStopped() {
        return after(STOP);
    }

    private Unanswered after(String letter) {
        return new Unanswered(letters.substring(letters.indexOf(letter) + 1));
    }

    boolean hasStart() {
        return letters.contains(START);
    }

    boolean hasStop() {
        return letters.contains(STOP);
    }
}
