package io.flowkeep.flows;

import java.util.List;

/** The outcome of changing a flow's definition. All but {@link Done} leave the flow as it was. */
public sealed interface Changed {
    /**
     * It is stored and its event with it.
     *
     * @param flow as it is now
     * @param unchecked names of the neighbours that could not be asked about its references
     */
    record Done(Flow flow, List<String> unchecked) implements Changed {
        public Done {
            unchecked = List.copyOf(unchecked);
        }
    }

    /** There is no such flow, or it cannot be seen. */
    record NotFound() implements Changed {}

    /** It runs, or is about to, or its status is not one of Flowkeep's. */
    record NotInactive(FlowStatus status) implements Changed {}

    /** What was sent, or the resulting definition, is not valid. */
    record Invalid(List<String> messages) implements Changed {
        public Invalid {
            messages = List.copyOf(messages);
        }
    }

    /** Its definition is another than the caller thought. */
    record PreconditionFailed() implements Changed {}
}
