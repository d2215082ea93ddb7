package io.flowkeep.flows;

/**
 * The state of a flow's life cycle. Four values are Flowkeep's; any other text was stored by the
 * replaced server at some time, and is kept and shown unchanged. Immutable.
 *
 * @param text as stored and shown; for {@link #NULL} only a stand-in
 * @param isNull whether what is stored is JSON's null, or nothing
 */
public record FlowStatus(String text, boolean isNull) {
    /** Does not run; the only state in which a flow can be changed or deleted. */
    public static final FlowStatus INACTIVE = new FlowStatus("inactive", false);

    /** Was told to run; the orchestrator has not said yet that it does. */
    public static final FlowStatus STARTING = new FlowStatus("starting", false);

    /** Runs. */
    public static final FlowStatus ACTIVE = new FlowStatus("active", false);

    /** Was told to stop; the orchestrator has not said yet that it did. */
    public static final FlowStatus STOPPING = new FlowStatus("stopping", false);

    /** Null in the store: left behind by the replaced server, which then refused every change. */
    public static final FlowStatus NULL = new FlowStatus("null", true);

    /** The status that a text stands for. */
    public static FlowStatus of(String text) {
        return new FlowStatus(text, false);
    }

    @Override
    public String toString() {
        return text;
    }
}
