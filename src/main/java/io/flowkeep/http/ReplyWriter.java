package io.flowkeep.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Carries a reply to the client. {@link #send} is called on the request's thread; everything that
 * touches Vert.x is done on the event loop. The future that it returns ends when the last byte is
 * handed to the kernel, or when that failed.
 */
final class ReplyWriter {
    private static final CharSequence KEEP_ALIVE = HttpHeaders.createOptimized("Keep-Alive");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    private final HttpServerResponse response;
    private final Context context;
    private final HttpVersion version;
    private final boolean isHead;
    private final ShellSettings settings;

    ReplyWriter(
            HttpServerResponse response,
            Context context,
            HttpVersion version,
            boolean isHead,
            ShellSettings settings) {
        this.response = response;
        this.context = context;
        this.version = version;
        this.isHead = isHead;
        this.settings = settings;
    }

    /** Sends a reply and closes what it holds, also when the client is gone. */
    Future<Void> send(Reply reply, String date, String requestId, boolean closeAfterwards) {
        Runnable head = () -> writeHead(reply, date, requestId, closeAfterwards);
        return switch (reply.content()) {
            case Reply.Content.Empty() -> onLoop(head, () -> end(reply, 0));
            case Reply.Content.Bytes(byte[] bytes) -> onLoop(head, () -> endWith(bytes));
            case Reply.Content.FileRegion region when version == HttpVersion.HTTP_2 ->
                    sendStream(head, region.length(), new RegionWriter(region));
            case Reply.Content.FileRegion(var file, long offset, long length) ->
                    sendFile(head, file, offset, length);
            case Reply.Content.Stream(long length, var writer) -> sendStream(head, length, writer);
            case Reply.Content.Chunked(var writer) -> sendChunked(head, writer);
        };
    }

    private Future<Void> sendFile(Runnable head, FileChannel file, long offset, long length) {
        Runnable sized =
                () -> {
                    head.run();
                    response.putHeader("content-length", Long.toString(length));
                };
        boolean nothing = isHead || length == 0;
        return onLoop(
                        sized,
                        () -> nothing ? response.end() : response.sendFile(file, offset, length))
                .onComplete(_ -> closeQuietly(file));
    }

    private Future<Void> sendStream(Runnable head, long length, Reply.Writer writer) {
        return sendWritten(
                () -> {
                    head.run();
                    response.putHeader("content-length", Long.toString(length));
                },
                writer);
    }

    private Future<Void> sendChunked(Runnable head, Reply.Writer writer) {
        return sendWritten(
                () -> {
                    head.run();
                    response.setChunked(true);
                },
                writer);
    }

    private Future<Void> sendWritten(Runnable head, Reply.Writer writer) {
        try (writer;
                LoopStream out = new LoopStream()) {
            await(onLoop(head, Future::succeededFuture));
            if (!isHead) {
                writer.writeTo(out);
            }
            return onLoop(() -> {}, response::end);
        } catch (IOException e) {
            return onLoop(() -> {}, response::reset).transform(_ -> Future.failedFuture(e));
        }
    }

    /** Runs both on the event loop, unless the response is already closed. */
    private Future<Void> onLoop(Runnable head, Supplier<Future<Void>> body) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            if (response.closed() || response.ended()) {
                done.fail("the connection is gone");
                return;
            }
            try {
                head.run();
                body.get().onComplete(done);
            } catch (IllegalStateException e) {
                done.fail(e); // the connection closed in between
            }
        });
        return done.future();
    }

    private Future<Void> end(Reply reply, long length) {
        boolean bodiless = reply.status() == 204 || reply.status() == 304;
        if (!bodiless && !response.headers().contains("content-length")) {
            response.putHeader("content-length", Long.toString(length));
        }
        return response.end();
    }

    private Future<Void> endWith(byte[] bytes) {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length));
        return isHead ? response.end() : response.end(Buffer.buffer(bytes));
    }

    private void writeHead(Reply reply, String date, String requestId, boolean closeAfterwards) {
        response.setStatusCode(reply.status());
        reply.head().addTo(response.headers());
        for (Reply.Header header : reply.own()) {
            if (SecurityHeaders.NAMES.contains(header.name())) {
                response.headers().set(header.name(), header.value());
            } else {
                response.headers().add(name(header.name()), header.value());
            }
        }
        response.headers().add(REQUEST_ID, requestId).add(HttpHeaders.DATE, date);
        if (version != HttpVersion.HTTP_2) {
            response.headers()
                    .add(
                            HttpHeaders.CONNECTION,
                            closeAfterwards ? HttpHeaders.CLOSE : HttpHeaders.KEEP_ALIVE);
            if (!closeAfterwards) {
                response.headers().add(KEEP_ALIVE, "timeout=" + settings.idleTimeout().toSeconds());
            }
        }
    }

    /** The usual names, encoded once; others are checked and encoded each time. */
    private static CharSequence name(String name) {
        return switch (name) {
            case "content-type" -> HttpHeaders.CONTENT_TYPE;
            case "etag" -> HttpHeaders.ETAG;
            case "last-modified" -> HttpHeaders.LAST_MODIFIED;
            case "accept-ranges" -> HttpHeaders.ACCEPT_RANGES;
            default -> name;
        };
    }

    private static void closeQuietly(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            // It was only read from: nothing can be lost by a failing close.
        }
    }

    private void await(Future<Void> future) throws IOException {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .get(settings.bodyTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the client does not take the answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while answering", e);
        }
    }

    /** Writes one buffer at a time and waits until it is taken: back-pressure without a queue. */
    private final class LoopStream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Buffer copy = Buffer.buffer(length).appendBytes(bytes, offset, length);
            await(onLoop(() -> {}, () -> response.write(copy)));
        }
    }
}
