package io.flowkeep.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A body that is pulled from the client: the request stays paused until its first byte is asked
 * for, then a few chunks at a time are fetched ahead of the reader. The fields that say how it
 * ended are written and read by the request's thread only.
 */
final class VertxBody implements Body {
    /**
     * Chunks asked for ahead: of up to 64 KiB each, so an upload holds at most a quarter of a MiB.
     */
    private static final int AHEAD = 4;

    /** Up to 18 digits always fit a long. */
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** The length of a body whose length is not known beforehand. */
    private static final long UNKNOWN = -1;

    private final HttpServerRequest request;
    private final Context context;
    private final Duration patience;
    private final ChunkQueue queue = new ChunkQueue();
    private final WholeBodies wholeBodies;

    /** {@link #UNKNOWN}, or the length. */
    private final long saidBytes;

    private int takenUnits;
    private boolean started;
    private boolean taken;
    private boolean ended;
    private boolean empty;
    private boolean broken;
    private boolean silent;

    /** Must be made on the event loop, with the request paused. */
    VertxBody(
            HttpServerRequest request,
            Context context,
            Duration patience,
            WholeBodies wholeBodies) {
        this.wholeBodies = wholeBodies;
        this.request = request;
        this.context = context;
        this.patience = patience;
        this.saidBytes = saidBytes(request);
        if (saidBytes == 0) {
            return; // there is no body, as with most requests
        }
        request.handler(chunk -> queue.add(new ChunkQueue.Event.Chunk(chunk.getBytes())));
        request.endHandler(_ -> queue.add(new ChunkQueue.Event.End()));
        request.exceptionHandler(_ -> queue.add(new ChunkQueue.Event.Broken()));
    }

    /** What the head says; over HTTP/2 it need not say even whether there is a body. */
    private static long saidBytes(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        if (length != null && !isLengthMalformed(request)) {
            return Long.parseLong(length.strip());
        }
        boolean open =
                request.getHeader("transfer-encoding") != null
                        || (request.version() == HttpVersion.HTTP_2 && !request.isEnded());
        return open ? UNKNOWN : 0;
    }

    /** Whether Content-Length is present but not a plausible length. */
    static boolean isLengthMalformed(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length != null && !LENGTH.matcher(length.strip()).matches();
    }

    @Override
    public OptionalLong declaredLength() {
        if (empty) {
            return OptionalLong.of(0);
        }
        return saidBytes == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(saidBytes);
    }

    @Override
    public boolean isPresent() {
        if (saidBytes == UNKNOWN && request.version() == HttpVersion.HTTP_2) {
            return expectsContinue() || beginsWithBytes();
        }
        return saidBytes != 0;
    }

    /** Waits for the first frame, and leaves it to the reader unless it is the end. */
    private boolean beginsWithBytes() {
        if (taken || ended) {
            return !empty;
        }
        start();
        while (true) {
            switch (queue.first(patience)) {
                case ChunkQueue.Event.Chunk(byte[] bytes) when bytes.length == 0 -> {
                    queue.take(patience);
                    demand(1);
                }
                case ChunkQueue.Event.End() -> {
                    ended = true;
                    empty = true;
                    return false;
                }
                case ChunkQueue.Event.Chunk _,
                        ChunkQueue.Event.Broken _,
                        ChunkQueue.Event.Silence _ -> {
                    return true;
                }
            }
        }
    }

    @Override
    public InputStream stream(long limitBytes) {
        OptionalLong declared = declaredLength();
        if (declared.isPresent() && declared.getAsLong() > limitBytes) {
            throw new Refusal(ShellErrors.bodyTooLarge());
        }
        return saidBytes == 0 ? InputStream.nullInputStream() : new Chunks(limitBytes);
    }

    @Override
    public byte[] bytes(long limitBytes) {
        if (!isPresent()) {
            return new byte[0];
        }
        try (InputStream in = stream(limitBytes)) {
            int wanted = wholeBodies.unitsFor(declaredLength().orElse(limitBytes));
            wholeBodies.take(wanted, patience);
            takenUnits += wanted;
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Gives back the memory that was taken to read the body as a whole; called when the answer is
     * made.
     */
    void release() {
        wholeBodies.giveBack(takenUnits);
        takenUnits = 0;
    }

    /** The client disconnected in the middle of its body: no answer can be sent. */
    boolean isBroken() {
        return broken;
    }

    /** The client is connected, but has stopped sending in the middle of its body. */
    boolean isSilent() {
        return silent;
    }

    /** Every byte was read, or there was none. */
    boolean isFinished() {
        return ended || saidBytes == 0;
    }

    /**
     * The client waits for {@code 100 Continue} before it sends its body, and has not received it.
     */
    boolean isHeldBack() {
        return !started && expectsContinue();
    }

    /** HTTP/1.0 has no {@code 100 Continue}, whatever the header says. */
    private boolean expectsContinue() {
        return request.version() != HttpVersion.HTTP_1_0
                && "100-continue".equalsIgnoreCase(request.getHeader("expect"));
    }

    private void start() {
        if (!started) {
            started = true;
            if (expectsContinue()) {
                context.runOnContext(_ -> request.response().writeContinue());
            }
            demand(AHEAD);
        }
    }

    private void demand(int chunks) {
        context.runOnContext(_ -> {
            if (!request.isEnded()) {
                request.fetch(chunks);
            }
        });
    }

    private byte[] nextChunk() throws BodyAborted {
        start();
        taken = true;
        return switch (queue.take(patience)) {
            case ChunkQueue.Event.Chunk(byte[] bytes) -> {
                demand(1);
                yield bytes;
            }
            case ChunkQueue.Event.End() -> {
                ended = true;
                yield new byte[0];
            }
            case ChunkQueue.Event.Broken() -> {
                broken = true;
                throw new BodyAborted("the client broke off its body");
            }
            case ChunkQueue.Event.Silence() -> {
                silent = true;
                throw new BodyAborted(
                        "the client was silent for "
                                + ChunkQueue.millis(patience)
                                + " ms in its body");
            }
        };
    }

    /** The body as a stream; counts, and stops at the limit. */
    private final class Chunks extends InputStream {
        private final long limitBytes;
        private byte[] chunk = new byte[0];
        private int position;
        private long count;

        Chunks(long limitBytes) {
            this.limitBytes = limitBytes;
        }

        @Override
        public int read() throws IOException {
            return fill() ? chunk[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int part = Math.min(length, chunk.length - position);
            System.arraycopy(chunk, position, target, offset, part);
            position += part;
            return part;
        }

        /** Makes sure that at least one byte is buffered; false at the end. */
        private boolean fill() throws IOException {
            while (position == chunk.length) {
                if (ended) {
                    return false;
                }
                chunk = nextChunk();
                position = 0;
                count += chunk.length;
                if (count > limitBytes) {
                    throw new Refusal(ShellErrors.bodyTooLarge());
                }
            }
            return true;
        }
    }
}
