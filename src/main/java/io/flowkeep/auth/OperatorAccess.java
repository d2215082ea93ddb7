package io.flowkeep.auth;

/** What comes of asking for an operator's route. */
public sealed interface OperatorAccess {

    /**
     * The route is open.
     *
     * @param who whom to name in the log; no secret
     */
    record Allowed(String who) implements OperatorAccess {}

    /** The token is a good one, but no operator's, or one of a neighbour's, which is not asked. */
    record NotAnOperator() implements OperatorAccess {}

    /** The token is not known, or no longer. */
    record Unknown() implements OperatorAccess {}
}
