package io.flowkeep.flows;

/** What somebody wants to become of a flow's definition. Immutable. */
public interface FlowEdit {
    /** Whether nodes may be others afterwards, so that what they refer to is asked about. */
    boolean touchesGraph();

    /**
     * What it makes of a definition. Perhaps asked several times, each time of what is stored by
     * then; takes no time but its own.
     */
    Checked over(FlowDefinition stored);
}
