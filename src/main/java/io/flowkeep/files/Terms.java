package io.flowkeep.files;

/**
 * The conditions of a change.
 *
 * @param precondition evaluated under the store's lock on the path
 * @param charge told of the change under the same lock
 */
public record Terms(Precondition precondition, Charge charge) {}
