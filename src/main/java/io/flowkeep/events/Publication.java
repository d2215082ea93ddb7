package io.flowkeep.events;

/** What became of an event that was handed to the bus. */
public sealed interface Publication {
    /** The bus has it for good. */
    record Confirmed() implements Publication {}

    /** The bus has nobody to give it to. */
    record Unroutable(String reason) implements Publication {}

    /** The bus does not take it. */
    record Refused(String reason) implements Publication {}
}
