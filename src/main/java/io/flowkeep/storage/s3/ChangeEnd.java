package io.flowkeep.storage.s3;

import software.amazon.awssdk.core.exception.SdkException;

/** How a change of an object ended, if it is known. */
sealed interface ChangeEnd<T> {

    /** It was done. */
    record Done<T>(T value) implements ChangeEnd<T> {}

    /** The store found that another change came first; this one was not done. */
    record Overtaken<T>(SdkException refusal) implements ChangeEnd<T> {}

    /**
     * An attempt may have been done: it had no answer, or a repetition was refused after one that
     * failed. Only the object itself can tell.
     *
     * @param cause why an attempt failed that may have been done
     * @param mayCome an attempt may still be done later
     */
    record Unclear<T>(SdkException cause, boolean mayCome) implements ChangeEnd<T> {}
}
