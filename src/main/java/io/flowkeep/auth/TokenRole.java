package io.flowkeep.auth;

/** Whose a built-in token is. */
public enum TokenRole {
    /** A client's: it opens what it was made for, and no operator's route. */
    CLIENT,
    /**
     * An operator's: it opens the operators' routes, and a project or a tenant only if it was made
     * for it. Its text has a form of its own ({@link OperatorForm}), and it is never sent to a
     * neighbour.
     */
    OPERATOR
}
