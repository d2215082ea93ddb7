package io.flowkeep.flows;

/** What came of an event that another service published. */
public sealed interface Received {
    /** Its effect is stored, or it has none. */
    record Done() implements Received {}

    /** It makes no sense and never will. */
    record Malformed(String why) implements Received {}
}
