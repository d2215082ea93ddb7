package io.flowkeep.moving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/** Does a few things at once, on virtual threads. */
final class InParallel {
    private InParallel() {}

    @FunctionalInterface
    interface Task<T, U> {
        U of(T each) throws IOException;
    }

    @FunctionalInterface
    interface Take<U> {
        void take(U result) throws IOException;
    }

    /**
     * Passes on the results in the order of the parts. Those of one lane are done one after the
     * other, in their order. Where one fails, the results before it are passed on, nothing more is
     * done in its lane, and once all lanes have ended its failure is thrown.
     */
    static <T, U> void each(List<T> parts, Function<T, String> lane, Task<T, U> task, Take<U> take)
            throws IOException {
        if (parts.size() == 1) {
            take.take(task.of(parts.getFirst()));
            return;
        }
        Map<String, List<FutureTask<U>>> lanes = new LinkedHashMap<>();
        List<FutureTask<U>> all = new ArrayList<>();
        for (T part : parts) {
            FutureTask<U> one = new FutureTask<>(() -> task.of(part));
            all.add(one);
            lanes.computeIfAbsent(lane.apply(part), _ -> new ArrayList<>()).add(one);
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (List<FutureTask<U>> each : lanes.values()) {
                running.add(threads.submit(() -> run(each)));
            }
            for (Future<?> each : running) {
                var _ = result(each);
            }
        }
        for (FutureTask<U> each : all) {
            take.take(result(each));
        }
    }

    private static <U> void run(List<FutureTask<U>> lane) {
        boolean failed = false;
        for (FutureTask<U> each : lane) {
            if (failed) {
                boolean _ = each.cancel(false);
            } else {
                each.run();
                failed = each.state() == Future.State.FAILED;
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
