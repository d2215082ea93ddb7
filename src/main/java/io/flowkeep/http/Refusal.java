package io.flowkeep.http;

/**
 * Ends a request early, with its answer. Thrown where the request's form is read, never by a room.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Reply reply;

    /** Carries the answer; no stack trace, since this is not a fault. */
    public Refusal(Reply reply) {
        super("refused with " + reply.status(), null, false, false);
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}
