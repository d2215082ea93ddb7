package io.flowkeep.events;

/** The outcome of handling an incoming event. */
public sealed interface Handling {
    /** Its effect is stored, or it has none. */
    record Done() implements Handling {}

    /** It is not valid and trying again does not help; it is put aside for people to inspect. */
    record Malformed(String why) implements Handling {}
}
