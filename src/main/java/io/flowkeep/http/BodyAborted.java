package io.flowkeep.http;

import java.io.IOException;

/** The client did not send its body to the end. No answer can be sent; what was begun is undone. */
public final class BodyAborted extends IOException {
    private static final long serialVersionUID = 1;

    /** Says how it broke off. */
    public BodyAborted(String message) {
        super(message);
    }
}
