package io.flowkeep.flows;

/**
 * One who may see, change and run a flow.
 *
 * @param id of a user or a tenant
 * @param type usually {@code user} or {@code tenant}; means nothing for who may do what
 */
public record Owner(String id, String type) {}
