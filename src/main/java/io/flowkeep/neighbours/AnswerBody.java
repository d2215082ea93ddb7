package io.flowkeep.neighbours;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a neighbour's answer: a part is fetched when the one before has been taken, so memory
 * does not grow with the answer, and every wait is bounded, unlike with the JDK's own stream. One
 * answer only; the neighbour's side and the reader's side may be different threads.
 */
final class AnswerBody implements BodySubscriber<AnswerBody>, AutoCloseable {
    /** At most one part, and the end. */
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();

    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private volatile boolean ended;

    private sealed interface Part {
        record Buffers(List<ByteBuffer> buffers) implements Part {}

        record End() implements Part {}

        record Failure(Throwable cause) implements Part {}
    }

    @Override
    public CompletionStage<AnswerBody> getBody() {
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

    /**
     * Reads and closes. What is longer than the limit is cut off there: an answer that long is not
     * the neighbour's, and cut off it is no JSON.
     */
    byte[] read(int maxBytes, Deadline deadline)
            throws IOException, TimeoutException, InterruptedException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try {
            while (true) {
                Optional<List<ByteBuffer>> part = next(deadline.leftNanos());
                if (part.isEmpty() || fills(received, part.get(), maxBytes)) {
                    return received.toByteArray();
                }
            }
        } finally {
            close();
        }
    }

    /** Takes what there is room for; whether something is left over. */
    private static boolean fills(
            ByteArrayOutputStream received, List<ByteBuffer> buffers, int maxBytes) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), maxBytes - received.size())];
            buffer.get(bytes);
            received.writeBytes(bytes);
            if (buffer.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Hands all of it on, as fast as it is taken.
     *
     * @param patience for each part
     */
    void writeTo(OutputStream out, Duration patience) throws IOException {
        try {
            while (true) {
                Optional<List<ByteBuffer>> part = next(patience.toNanos());
                if (part.isEmpty()) {
                    return;
                }
                for (ByteBuffer buffer : part.get()) {
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(bytes);
                    out.write(bytes);
                }
            }
        } catch (TimeoutException e) {
            throw new IOException("the neighbour fell silent in its answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading a neighbour's answer", e);
        }
    }

    /** Empty at the end. */
    private Optional<List<ByteBuffer>> next(long patienceNanos)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<Void> _ = subscription.thenAccept(given -> given.request(1));
        @Nullable Part part = parts.poll(patienceNanos, TimeUnit.NANOSECONDS);
        if (part == null) {
            throw new TimeoutException("no more of the answer in time");
        }
        return switch (part) {
            case Part.Buffers(var buffers) -> Optional.of(buffers);
            case Part.End _ -> {
                ended = true;
                yield Optional.empty();
            }
            case Part.Failure(var cause) ->
                    throw new IOException("the neighbour's answer broke off", cause);
        };
    }

    /** Drops the connection unless the answer was read to its end. */
    @Override
    public void close() {
        if (!ended) {
            CompletableFuture<Void> _ = subscription.thenAccept(Subscription::cancel);
        }
    }
}
