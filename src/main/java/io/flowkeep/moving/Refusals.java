package io.flowkeep.moving;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreUnavailable;
import java.io.IOException;

/**
 * Distinguishes an unreachable store from one that refuses this record: both fail. If the store
 * answers a question right after the failure, and the record fails once more, it is the record.
 * Stateless.
 */
final class Refusals {
    private Refusals() {}

    @FunctionalInterface
    interface Work {
        PutResult put() throws IOException;
    }

    /**
     * Puts a record.
     *
     * @param question a cheap reading; its failure ends the move
     */
    static PutResult put(Work work, Runnable question) throws IOException {
        try {
            return work.put();
        } catch (StoreUnavailable | StoreCorrupt | IllegalArgumentException _) {
            question.run();
            return putOnce(work, question);
        }
    }

    /** The same for a record that can be read only once. */
    static PutResult putOnce(Work work, Runnable question) throws IOException {
        try {
            return work.put();
        } catch (StoreUnavailable | StoreCorrupt | IllegalArgumentException e) {
            question.run();
            return new PutResult.Refused("the target refuses it: " + reason(e));
        }
    }

    /** From the outside in; a cause that says nothing new is left out. */
    static String reason(Throwable thrown) {
        StringBuilder reason = new StringBuilder(String.valueOf(thrown.getMessage()));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            String more = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            if (reason.indexOf(more) < 0) {
                reason.append(": ").append(more);
            }
        }
        return reason.toString();
    }
}
