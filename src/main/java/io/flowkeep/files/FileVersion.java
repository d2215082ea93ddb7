package io.flowkeep.files;

import java.time.Instant;

/**
 * One state of a file's content. Immutable.
 *
 * @param sizeBytes the length of the content
 * @param modified when it became so, in the store's own precision
 * @param tag opaque text of {@code [0-9A-Za-z_-]}, without quotes; empty only where nobody needs
 *     it. Two states of one file that differ in a byte never share it, not even if they came within
 *     one tick of the clock, and it stays the same across restarts
 */
public record FileVersion(long sizeBytes, Instant modified, String tag) {}
