package io.flowkeep.events;

/** The outcome of publishing an event. */
public sealed interface Publication {
    /** The bus has stored it durably. */
    record Confirmed() implements Publication {}

    /** No queue is bound for it. */
    record Unroutable(String reason) implements Publication {}

    /** The bus does not take it. */
    record Refused(String reason) implements Publication {}
}
