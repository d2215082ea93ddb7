package io.flowkeep.files;

/**
 * On what terms a change is made.
 *
 * @param precondition evaluated under the store's lock on the path
 * @param charge told of the change under the same lock
 */
public record Terms(Precondition precondition, Charge charge) {}
