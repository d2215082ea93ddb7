package io.flowkeep.flows;

/** The outcome of stopping a flow. */
public sealed interface Stopped {
    /** It is stopping, or inactive if it was forced, and that is announced. */
    record Done(Flow flow) implements Stopped {}

    /** There is no such flow, or it cannot be seen. */
    record NotFound() implements Stopped {}
}
