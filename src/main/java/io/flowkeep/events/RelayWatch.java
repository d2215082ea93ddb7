package io.flowkeep.events;

/**
 * Is told what the relay does, for metrics. Called on the relay's own thread, so it must be quick
 * and must not throw.
 */
public interface RelayWatch {

    /** Ignores everything. */
    RelayWatch NONE =
            new RelayWatch() {
                @Override
                public void sent(int events) {}

                @Override
                public void postponed(int events) {}

                @Override
                public void unavailable() {}
            };

    /** So many events were confirmed by the bus. */
    void sent(int events);

    /** So many events could not be sent and were put off. */
    void postponed(int events);

    /** A batch could not be published, since the bus is unreachable. */
    void unavailable();
}
