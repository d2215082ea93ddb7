package io.flowkeep.flows;

import java.util.List;

/**
 * Asks the neighbours whether what a flow's nodes refer to exists: components and secrets. Safe for
 * concurrent use; blocks for at most a few seconds; never throws because a neighbour is
 * unreachable.
 */
@FunctionalInterface
public interface ReferenceCheck {
    /** Checks nothing. */
    ReferenceCheck NONE = (_, _) -> new Verdict(List.of(), List.of());

    /**
     * The result of a check.
     *
     * @param problems for the caller, one for each unknown reference, each naming its node
     * @param unchecked names of the neighbours that gave no answer
     */
    record Verdict(List<String> problems, List<String> unchecked) {
        public Verdict {
            problems = List.copyOf(problems);
            unchecked = List.copyOf(unchecked);
        }
    }

    /**
     * Checks the references of a flow's nodes.
     *
     * @param token the caller's, with which the neighbours are asked
     */
    Verdict check(FlowDefinition definition, String token);
}
