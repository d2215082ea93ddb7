package io.flowkeep.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same for many clients at one moment. Stateless. */
final class Together {
    private Together() {}

    /** The work of one of the clients. */
    interface Client<T> {
        T run(int number) throws Exception;
    }

    /** Runs all clients at once; their results in order. The first failure of one is thrown. */
    static <T> List<T> run(int clients, Client<T> client) throws Exception {
        CountDownLatch ready = new CountDownLatch(clients);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                running.add(
                        threads.submit(() -> {
                            ready.countDown();
                            ready.await();
                            return client.run(number);
                        }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
