package io.flowkeep.auth;

/** Whether a token opens the operators' routes. */
public sealed interface OperatorAccess {

    /**
     * The route is open.
     *
     * @param who the name for the log; not a secret
     */
    record Allowed(String who) implements OperatorAccess {}

    /** The token is valid but not an operator's, or it is a neighbour's, which is not asked. */
    record NotAnOperator() implements OperatorAccess {}

    /** The token is not known, or no longer. */
    record Unknown() implements OperatorAccess {}
}
