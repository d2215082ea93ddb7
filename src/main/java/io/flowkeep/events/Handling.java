package io.flowkeep.events;

/** What became of an event that came in. */
public sealed interface Handling {
    /** Its effect is stored, or it has none. */
    record Done() implements Handling {}

    /** It makes no sense and never will; it is put aside for people to look at. */
    record Malformed(String why) implements Handling {}
}
