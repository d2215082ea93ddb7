package io.flowkeep.files;

import java.util.Set;

/**
 * How a driver's answers to clients differ from those of others, declared by the driver. The
 * store's methods behave alike; only the routes, which answer clients, look here. Immutable.
 *
 * @param declared what holds of this driver
 */
public record Traits(Set<Trait> declared) {

    /** What may hold of one driver and not of another. */
    public enum Trait {
        /**
         * Folders are things of their own: a folder and a file cannot share a name, nothing can be
         * below a file, and a folder stays when its last file goes. Else folders are only shown as
         * prefixes of names; then {@link Obstacle.IsFolder} and {@link Obstacle.BelowFile} never
         * come.
         */
        HAS_FOLDERS,
        /** Reading a missing file is answered without a body. */
        MISSING_READ_IS_SILENT,
        /** Deleting a missing file is answered as a success. */
        MISSING_DELETE_SUCCEEDS,
        /** Files are there again after the store was closed and opened. */
        SURVIVES_REOPEN,
        /**
         * Every path up to {@link FilePath#MAX_BYTES} fits. Else team, project and path together
         * end at 1024 bytes, as S3's keys do.
         */
        HAS_LONG_PATHS,
        /**
         * {@link Saved.Written} tells the very moment that {@link FileStore#stat} will. Else it
         * tells an estimate, off by no more than the write took.
         */
        KNOWS_WRITE_TIME,
        /**
         * Several servers may use the same files at once and all promises hold between them as
         * well, by the store's own means. Else a store on another machine may still be used by
         * several servers whose usage is shared ({@link SharedUsage}): each change then holds its
         * path, as long as no server is suspended for longer than its lease.
         */
        ALLOWS_REPLICAS
    }

    public Traits {
        declared = Set.copyOf(declared);
    }

    /** A driver of which these hold and no others. */
    public static Traits of(Trait... declared) {
        return new Traits(Set.of(declared));
    }

    /** Whether one holds. */
    public boolean has(Trait trait) {
        return declared.contains(trait);
    }
}
