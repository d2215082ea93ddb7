package io.flowkeep.events;

/**
 * Is told what becomes of incoming events, for metrics. Called on the bus's own thread, so it must
 * be quick and must not throw.
 */
public interface IntakeWatch {

    /** Ignores everything. */
    IntakeWatch NONE =
            new IntakeWatch() {
                @Override
                public void handled() {}

                @Override
                public void failed() {}

                @Override
                public void deadLettered() {}
            };

    /** An event was handled, or needs no handling here. */
    void handled();

    /** The handler failed once; the event comes again or is put aside. */
    void failed();

    /** An event was put aside for people to inspect. */
    void deadLettered();
}
