package io.flowkeep.flows;

/** The outcome of deleting a flow. All but {@link Done} leave the flow as it was. */
public sealed interface Deleted {
    /** It is gone; its event is stored. */
    record Done() implements Deleted {}

    /** There is no such flow, or it cannot be seen. */
    record NotFound() implements Deleted {}

    /** It runs, or is about to, or its status is not one of Flowkeep's. */
    record NotInactive(FlowStatus status) implements Deleted {}

    /** Its definition is another than the caller thought. */
    record PreconditionFailed() implements Deleted {}
}
