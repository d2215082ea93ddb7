package io.flowkeep.flows.http;

import io.flowkeep.flows.StepLogs;
import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Logs that are a given text. */
final class FixedLogs implements StepLogs.Content {
    private final String text;
    private final OptionalLong bytes;
    private volatile boolean closed;

    FixedLogs(String text, OptionalLong bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    @Override
    public OptionalLong bytes() {
        return bytes;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(Utf8.bytes(text));
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
