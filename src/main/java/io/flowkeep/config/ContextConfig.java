package io.flowkeep.config;

import io.flowkeep.context.ContextQuota;

/** Where context is kept. */
public sealed interface ContextConfig {

    /** The context face is off: its routes do not exist. */
    record Off() implements ContextConfig {}

    /**
     * The context face is on.
     *
     * @param storage the database
     * @param quota of a project for which the token's authority says 0 or null
     */
    record On(RecordPlace storage, ContextQuota quota) implements ContextConfig {}
}
