package io.flowkeep.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
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

    private final HttpServerRequest request;
    private final Context context;
    private final Duration patience;
    private final ChunkQueue queue = new ChunkQueue();
    private final WholeBodies wholeBodies;
    private int takenUnits;
    private boolean started;
    private boolean ended;
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
        if (!isPresent()) {
            return; // nothing will come, and most requests are like this
        }
        request.handler(chunk -> queue.add(new ChunkQueue.Event.Chunk(chunk.getBytes())));
        request.endHandler(_ -> queue.add(new ChunkQueue.Event.End()));
        request.exceptionHandler(_ -> queue.add(new ChunkQueue.Event.Broken()));
    }

    /** Whether Content-Length is there but no number that any file could have. */
    static boolean isLengthMalformed(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length != null && !LENGTH.matcher(length.strip()).matches();
    }

    @Override
    public OptionalLong declaredLength() {
        String length = request.getHeader("content-length");
        if (length == null || isLengthMalformed(request)) {
            return isChunked() ? OptionalLong.empty() : OptionalLong.of(0);
        }
        return OptionalLong.of(Long.parseLong(length.strip()));
    }

    @Override
    public boolean isPresent() {
        OptionalLong length = declaredLength();
        return length.isEmpty() || length.getAsLong() > 0;
    }

    @Override
    public InputStream stream(long limitBytes) {
        OptionalLong declared = declaredLength();
        if (declared.isPresent() && declared.getAsLong() > limitBytes) {
            throw new Refusal(ShellErrors.bodyTooLarge());
        }
        return isPresent() ? new Chunks(limitBytes) : InputStream.nullInputStream();
    }

    @Override
    public byte[] bytes(long limitBytes) {
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

    /** The client went away in the middle of its body: there is nobody to answer. */
    boolean isBroken() {
        return broken;
    }

    /** The client is there, but fell silent in the middle of its body. */
    boolean isSilent() {
        return silent;
    }

    /** Every byte was read, or there was none. */
    boolean isFinished() {
        return ended || !isPresent();
    }

    /** The client waits for a word before it sends its body, and has not had it. */
    boolean isHeldBack() {
        return !started && expectsContinue();
    }

    private boolean isChunked() {
        return request.getHeader("transfer-encoding") != null
                || (request.version() == io.vertx.core.http.HttpVersion.HTTP_2
                        && !request.isEnded());
    }

    private boolean expectsContinue() {
        return "100-continue".equalsIgnoreCase(request.getHeader("expect"));
    }

    private void demand(int chunks) {
        context.runOnContext(_ -> request.fetch(chunks));
    }

    private byte[] nextChunk() throws BodyAborted {
        if (!started) {
            started = true;
            if (expectsContinue()) {
                context.runOnContext(_ -> request.response().writeContinue());
            }
            demand(AHEAD);
        }
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

        /** Makes sure that at least one byte is at hand; false at the end. */
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
