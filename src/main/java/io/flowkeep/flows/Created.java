package io.flowkeep.flows;

import java.util.List;

/** The outcome of creating a flow. */
public sealed interface Created {
    /**
     * It is stored and its event with it.
     *
     * @param unchecked names of the neighbours that could not be asked about its references
     */
    record Done(Flow flow, List<String> unchecked) implements Created {
        public Done {
            unchecked = List.copyOf(unchecked);
        }
    }

    /** It is not valid; nothing is stored. */
    record Invalid(List<String> messages) implements Created {
        public Invalid {
            messages = List.copyOf(messages);
        }
    }
}
