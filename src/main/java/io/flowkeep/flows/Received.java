package io.flowkeep.flows;

/** The outcome of handling an event that another service published. */
public sealed interface Received {
    /** Its effect is stored, or it has none. */
    record Done() implements Received {}

    /** It is not valid; trying again does not help. */
    record Malformed(String why) implements Received {}
}
