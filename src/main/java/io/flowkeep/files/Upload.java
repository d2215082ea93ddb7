package io.flowkeep.files;

import java.io.InputStream;

/**
 * Content to be written, with what is asked of it. One request only.
 *
 * @param content read to its end by the write; not closed by it
 * @param expectedBytes how long the content is said to be, or 0 if it is not said; used to refuse
 *     early, never relied on
 * @param precondition what must be true of the file when the write takes effect
 * @param quota the project's quota over all its teams
 */
public record Upload(
        InputStream content, long expectedBytes, Precondition precondition, Quota quota) {}
