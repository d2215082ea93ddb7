package io.flowkeep.files;

/**
 * In what a driver differs from the others on the wire, declared rather than found out. The store's
 * methods behave alike; who answers a client looks here.
 *
 * @param hasFolders true if folders are things of their own: a folder and a file cannot share a
 *     name, nothing can be below a file, and a folder stays when its last file goes. False if
 *     folders are only shown as prefixes of names; then {@link Obstacle.IsFolder} and {@link
 *     Obstacle.BelowFile} never come
 * @param missingReadIsSilent true if reading a missing file is answered without a body
 * @param missingDeleteSucceeds true if deleting a missing file is answered as a success
 * @param survivesReopen true if files are there again after the store was closed and opened
 * @param hasLongPaths true if every path up to {@link FilePath#MAX_BYTES} fits; false if team,
 *     project and path together end at 1024 bytes, as S3's keys do
 * @param knowsWriteTime true if {@link Saved.Written} tells the very moment that {@link
 *     FileStore#stat} will; false if it tells an estimate, off by no more than the write took
 * @param allowsReplicas true if several servers may use the same files at once and all promises
 *     hold between them as well, by the store's own means. Where it is false, a store on another
 *     machine may still be used by several servers whose usage is shared ({@link SharedUsage}):
 *     each change then holds its path, as long as no server stands still for longer than its lease
 */
public record Traits(
        boolean hasFolders,
        boolean missingReadIsSilent,
        boolean missingDeleteSucceeds,
        boolean survivesReopen,
        boolean hasLongPaths,
        boolean knowsWriteTime,
        boolean allowsReplicas) {}
