package io.flowkeep.flows;

/** A change that somebody wants to make to a flow's definition. Immutable. */
public interface FlowEdit {
    /** Whether it may change nodes, so that their references have to be checked. */
    boolean touchesGraph();

    /**
     * The changed definition. May be called several times, each time with the definition stored by
     * then; must not block.
     */
    Checked over(FlowDefinition stored);
}
