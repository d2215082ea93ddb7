package io.flowkeep.events;

/**
 * Sees what becomes of the events that come in, for metrics. Called on the bus's own thread, so it
 * must be quick and must not throw.
 */
public interface IntakeWatch {

    /** Sees nothing. */
    IntakeWatch NONE =
            new IntakeWatch() {
                @Override
                public void handled() {}

                @Override
                public void failed() {}

                @Override
                public void deadLettered() {}
            };

    /** An event was handled, or is none of ours. */
    void handled();

    /** The handler failed once; the event comes again or is put aside. */
    void failed();

    /** An event was put aside for people to look at. */
    void deadLettered();
}
