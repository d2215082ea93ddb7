package io.flowkeep.neighbours;

import io.flowkeep.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A neighbour's answer on its way to the client: a part is fetched when the one before has been
 * taken, so memory does not grow with the answer. A neighbour that falls silent breaks it off. One
 * answer only; the neighbour's side and the client's side may be different threads.
 *
 * <p>The JDK's own stream of a body waits for ever.
 */
final class PulledBody implements BodySubscriber<PulledBody>, Reply.Writer {
    private final Duration patience;

    /** At most one part, and the end. */
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();

    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

    private sealed interface Part {
        record Buffers(List<ByteBuffer> buffers) implements Part {}

        record End() implements Part {}

        record Failure(Throwable cause) implements Part {}
    }

    /** Waits at most this long for each part. */
    PulledBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<PulledBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription.complete(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        parts.add(new Part.Buffers(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        parts.add(new Part.Failure(failure));
    }

    @Override
    public void onComplete() {
        parts.add(new Part.End());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        while (true) {
            switch (next()) {
                case Part.Buffers(var buffers) -> {
                    for (ByteBuffer buffer : buffers) {
                        byte[] bytes = new byte[buffer.remaining()];
                        buffer.get(bytes);
                        out.write(bytes);
                    }
                }
                case Part.End _ -> {
                    return;
                }
                case Part.Failure(var cause) ->
                        throw new IOException("the neighbour's answer broke off", cause);
            }
        }
    }

    private Part next() throws IOException {
        try {
            CompletableFuture<Void> _ = subscription.thenAccept(given -> given.request(1));
            @Nullable Part part = parts.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                throw new IOException("the neighbour fell silent in its answer");
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading a neighbour's answer", e);
        }
    }

    /** Drops the connection unless the answer was read to its end. */
    @Override
    public void close() {
        CompletableFuture<Void> _ = subscription.thenAccept(Subscription::cancel);
    }
}
