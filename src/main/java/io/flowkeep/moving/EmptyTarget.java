package io.flowkeep.moving;

import java.util.Optional;

/**
 * A target that does not exist yet, for a dry run.
 *
 * @param <R> the records
 */
record EmptyTarget<R>() implements Target<R> {

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public PutResult put(SourceItem.Good<R> piece, Mode mode) {
        return new PutResult.Done(PutResult.How.MOVED, "");
    }

    @Override
    public long save() {
        return 0;
    }

    @Override
    public Optional<Check> check() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
