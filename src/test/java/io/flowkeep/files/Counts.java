package io.flowkeep.files;

import java.util.SplittableRandom;

/** Usage on one server, with a queue of counts of its own. */
final class Counts {
    private Counts() {}

    static LocalUsage usage(FileStore store, UsageLedger ledger) {
        return new LocalUsage(store, ledger, queue());
    }

    static CountQueue queue() {
        return new CountQueue(System::nanoTime, new SplittableRandom(7));
    }
}
