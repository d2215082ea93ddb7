package io.flowkeep.moving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does a few things at once, each on a virtual thread. */
final class Together {
    private Together() {}

    @FunctionalInterface
    interface Task<T, U> {
        U of(T each) throws IOException;
    }

    @FunctionalInterface
    interface Take<U> {
        void take(U result) throws IOException;
    }

    /**
     * Hands on the results in the order of the parts. Where one fails, those before it are handed
     * on, and once all have ended its failure is thrown.
     */
    static <T, U> void each(List<T> parts, Task<T, U> task, Take<U> take) throws IOException {
        if (parts.size() == 1) {
            take.take(task.of(parts.getFirst()));
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<U>> running = new ArrayList<>();
            for (T part : parts) {
                running.add(threads.submit((Callable<U>) () -> task.of(part)));
            }
            for (Future<U> each : running) {
                take.take(result(each));
            }
        }
    }

    private static <U> U result(Future<U> running) throws IOException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
