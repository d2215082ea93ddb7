package io.flowkeep.flows;

import java.util.List;

/** Whether a definition may be stored. */
public sealed interface Checked {
    /** It may, like this. */
    record Valid(FlowDefinition definition) implements Checked {}

    /**
     * It may not.
     *
     * @param messages at least one, at most 1000, for the client, in the order to show them in
     */
    record Invalid(List<String> messages) implements Checked {
        public Invalid {
            messages = List.copyOf(messages);
        }
    }
}
