package io.flowkeep.files;

import java.io.InputStream;

/** Content during whose arrival something else happens, once. */
public final class EventfulContent extends InputStream {
    private final Runnable event;
    private final int at;
    private int left;

    /** Gives this many bytes; the event happens while so many are left. */
    public EventfulContent(int bytes, int at, Runnable event) {
        this.left = bytes;
        this.at = at;
        this.event = event;
    }

    @Override
    public int read() {
        if (left == at) {
            event.run();
        }
        return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int next = length == 0 ? 0 : read();
        if (next > 0) {
            target[offset] = (byte) next;
        }
        return Integer.signum(next);
    }
}
