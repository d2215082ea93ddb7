package io.flowkeep.files;

import java.util.SplittableRandom;

/** Usage on one server, with a queue of counts of its own. */
public final class Counts {
    private Counts() {}

    static LocalUsage usage(FileStore store, UsageLedger ledger) {
        return new LocalUsage(store, ledger, queue());
    }

    /** A queue by the real clock. */
    public static CountQueue queue() {
        return new CountQueue(System::nanoTime, new SplittableRandom(7));
    }
}
