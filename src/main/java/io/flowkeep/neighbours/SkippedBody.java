package io.flowkeep.neighbours;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Reads past an answer's body, so that its connection can be used again, but gives both up when the
 * body is long. One answer only; the client calls it in turn, from one thread at a time.
 */
final class SkippedBody implements BodySubscriber<Boolean> {
    /** A component with its descriptor has a few KiB. */
    static final int MAX_BYTES = 256 * 1024;

    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private long seenBytes;

    /** True when the end was reached. */
    @Override
    public CompletionStage<Boolean> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        seenBytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (seenBytes > MAX_BYTES) {
            if (subscription != null) {
                subscription.cancel();
            }
            end.complete(false);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(true);
    }
}
