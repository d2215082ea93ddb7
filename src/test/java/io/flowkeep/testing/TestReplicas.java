package io.flowkeep.testing;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Several whole servers with one configuration in this process, behind a load balancer. */
public final class TestReplicas implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final TcpProxy balancer;

    private TestReplicas(int number, Path home, String yaml) {
        int[] ports = new int[number];
        try {
            for (int i = 0; i < number; i++) {
                TestServer server = TestServer.start(home.resolve("server-" + i), yaml);
                open.push(server);
                ports[i] = server.port();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        balancer = TcpProxy.balancing(ports);
        open.push(balancer);
    }

    /**
     * Starts servers; when this returns, all of them answer.
     *
     * @param home of all; each has a folder of its own below it
     */
    public static TestReplicas start(int number, Path home, String yaml) {
        return new TestReplicas(number, home, yaml);
    }

    /** The load balancer's port. */
    public int port() {
        return balancer.port();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
