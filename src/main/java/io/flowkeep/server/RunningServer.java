package io.flowkeep.server;

/** A server that answers. Safe to stop from any thread. */
public interface RunningServer {

    /** Refuses new work, lets what runs finish within the configured grace, closes all. */
    void stop();
}
