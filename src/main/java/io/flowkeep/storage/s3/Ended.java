package io.flowkeep.storage.s3;

import software.amazon.awssdk.core.exception.SdkException;

/** How a change of an object ended, if it is known. */
sealed interface Ended<T> {

    /** It was done. */
    record Done<T>(T value) implements Ended<T> {}

    /** Another change came first; this one was not done. */
    record Overtaken<T>() implements Ended<T> {}

    /** A repetition was refused, perhaps because the attempt before it had been done after all. */
    record Contested<T>(SdkException refusal) implements Ended<T> {}
}
