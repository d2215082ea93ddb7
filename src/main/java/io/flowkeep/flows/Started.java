package io.flowkeep.flows;

import java.util.List;

/** The outcome of starting a flow. */
public sealed interface Started {
    /**
     * It is starting, and that is announced.
     *
     * @param unchecked names of the neighbours that could not be asked about its references
     */
    record Done(Flow flow, List<String> unchecked) implements Started {
        public Done {
            unchecked = List.copyOf(unchecked);
        }
    }

    /** There is no such flow, or it cannot be seen. */
    record NotFound() implements Started {}

    /** It refers to what is not there; it stays as it was. */
    record Invalid(List<String> messages) implements Started {
        public Invalid {
            messages = List.copyOf(messages);
        }
    }
}
