package io.flowkeep.config;

import java.util.OptionalLong;

/** Where context is kept. */
public sealed interface ContextConfig {

    /** The context face is off: its routes do not exist. */
    record Off() implements ContextConfig {}

    /**
     * The context face is on.
     *
     * @param storage the database
     * @param quotaBytes of a project for which the token's authority says 0 or null; empty for none
     */
    record On(RecordPlace storage, OptionalLong quotaBytes) implements ContextConfig {}
}
