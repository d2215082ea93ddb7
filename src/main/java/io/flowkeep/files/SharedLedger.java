package io.flowkeep.files;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many bytes each project has in each team, and which changes of files are under way, for all
 * servers that share the files. Safe for concurrent use by any number of threads, processes and
 * machines. {@link SharedUsage} is its only caller.
 *
 * <p><b>Intents.</b> A change of a file is announced by an intent, which takes the file's path, and
 * from {@link #open} on a share of the quota. One path has one intent at a time. An intent belongs
 * to a server as long as that renews it; the <em>lease</em>, by the ledger's own clock, is some
 * seconds. When it has run out, any server that comes across the intent looks at the file and
 * reports by {@link #resolve} what it saw. The verdict is remembered for some minutes, so that a
 * server that was only suspended corrects the account by its {@link #settle}.
 *
 * <p><b>Room.</b> A file's changes reserve what the largest of them adds: the one that is open, and
 * those that were not found to have happened, for as long as that is remembered. A write that has
 * happened ends the latter, since their condition holds no more; a deletion those of a file that
 * had bytes.
 *
 * <p>Each method is one atomic step, durable when it returns. Every method may throw {@link
 * StoreUnavailable}. An intent or a count may exist after that although its caller does not know of
 * it; its lease then runs out.
 */
public interface SharedLedger extends RecountLedger {

    /** What is known of a project. */
    Totals find(ProjectId project);

    /** Takes a path without announcing a change yet. The id is new. */
    Answer hold(String id, FileKey key);

    /**
     * Announces a change and judges it against the quota.
     *
     * @param id that of {@link #hold}, if the cost says that it is held; else a new one
     */
    Answer open(String id, FileKey key, Cost cost);

    /**
     * Ends an intent. One that another server has resolved meanwhile is corrected; one that is no
     * longer known, although the change has happened, makes the project uncounted.
     */
    Room settle(String id, ProjectId project, boolean happened);

    /**
     * Has a project counted anew before its next change, since its files were changed without any
     * server knowing.
     */
    void forget(ProjectId project);

    /** Prolongs leases of intents and counts; those that are gone are left out. */
    void renew(Set<String> ids);

    /** Intents whose lease has run out, and verdicts that have been remembered for long enough. */
    List<Intent> abandoned();

    /**
     * Ends another server's intent, unless it has been renewed.
     *
     * @param landed whether the file shows that the change has happened
     */
    void resolve(Intent intent, boolean landed);

    /**
     * Keeps changes from opening, so that the files can be counted. Asked for again with the same
     * id until it is {@link Counting.Begun}: open intents must end first.
     *
     * @param again false: only if the project is not counted
     */
    Counting beginCount(String id, ProjectId project, boolean again);

    /**
     * Writes down what was counted, in place of all that was known.
     *
     * @return false if the count's lease ran out and changes have gone on; nothing is written
     */
    boolean endCount(String id, ProjectId project, Map<TeamId, Long> bytesByTeam);

    /** Abandons a count. */
    void leaveCount(String id, ProjectId project);

    /**
     * What a project has.
     *
     * @param isCounted false: the bytes are not to be relied on
     * @param reserved what changes under way may add
     */
    record Totals(boolean isCounted, Map<TeamId, Long> bytesByTeam, long reserved) {
        public Totals {
            bytesByTeam = Map.copyOf(bytesByTeam);
        }

        Room room() {
            long bytes = bytesByTeam.values().stream().mapToLong(Long::longValue).sum();
            return new Room(bytes, reserved);
        }
    }

    /** What a project has over all teams, and what changes under way may add. */
    record Room(long bytes, long reserved) {}

    /**
     * What a change does.
     *
     * @param isHeld whether the path was taken by {@link #hold}
     * @param change see {@link Charge#signed}
     * @param seen see {@link Charge#signed}; if a write by that id was thought not to have
     *     happened, it is known now that it has
     * @param existed whether there is a file; then what does not grow passes at any limit
     * @param limitBytes the project's bytes with all that is reserved stay below it
     */
    record Cost(
            boolean isHeld,
            String change,
            String seen,
            boolean existed,
            long oldBytes,
            long newBytes,
            long limitBytes) {}

    /** Whether a path may be taken or changed. */
    sealed interface Answer {
        /** It may. */
        record Granted(Room room) implements Answer {}

        /** The quota does not allow it. A path that is held stays so. */
        record OverQuota(Room room) implements Answer {}

        /**
         * Another change of the path is under way, or the project is being counted.
         *
         * @param refusal to throw if the caller does not want to wait
         */
        record Busy(StoreUnavailable refusal) implements Answer {}

        /** An intent whose server is gone is in the way: resolve it. */
        record Abandoned(Intent intent) implements Answer {}

        /** The project must be counted first. */
        record Uncounted() implements Answer {}

        /**
         * The path was held, and the lease has run out.
         *
         * @param refusal to throw
         */
        record Lost(StoreUnavailable refusal) implements Answer {}
    }

    /** Whether a project may be counted. */
    sealed interface Counting {
        /** It may; no change takes effect meanwhile. */
        record Begun() implements Counting {}

        /** It is counted already. */
        record Counted() implements Counting {}

        /**
         * Changes or another count are under way.
         *
         * @param refusal to throw if the caller does not want to wait
         */
        record Busy(StoreUnavailable refusal) implements Counting {}

        /** An intent whose server is gone is in the way: resolve it. */
        record Abandoned(Intent intent) implements Counting {}
    }
}
