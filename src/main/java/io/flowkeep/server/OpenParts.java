package io.flowkeep.server;

import io.flowkeep.http.Probe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been opened so far and how to ask whether it works. For the starting thread, then for
 * the stopping one.
 */
public final class OpenParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<Probe> probes = new ArrayList<>();
    private final List<Runnable> afterStart = new ArrayList<>();

    /** Closes this at the stop, before everything that was added earlier. */
    public <T extends AutoCloseable> T add(T part) {
        open.push(part);
        return part;
    }

    /** Begins this once the port is open. */
    void onceServing(Runnable work) {
        afterStart.add(work);
    }

    /** The port is open. */
    void serving() {
        afterStart.forEach(Runnable::run);
        afterStart.clear();
    }

    /** Shows a part in {@code /readyz}. */
    public void probe(String name, BooleanSupplier isReady) {
        probe(Probe.of(name, isReady));
    }

    /** Shows a part in {@code /readyz}. */
    public void probe(Probe probe) {
        probes.add(probe);
    }

    /** Shows a neighbour in {@code /readyz}, which stays ready without it. */
    void probeNeighbour(String name, BooleanSupplier isReady) {
        probe(Probe.ofNeighbour(name, isReady));
    }

    List<Probe> probes() {
        return List.copyOf(probes);
    }

    /** Closes everything; what fails to close is logged and does not keep the rest open. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.atError()
                    .setCause(e)
                    .log("a part did not close cleanly: {}", part.getClass().getSimpleName());
        }
    }
}
