package io.flowkeep.moving;

/**
 * What a source gives at one step.
 *
 * @param <R> the records
 */
public sealed interface SourceItem<R> {

    /** Where the source is after it; means something to this source only. */
    String position();

    /** What it is called: the record's key, or the place of something that is no record. */
    String key();

    /**
     * A record.
     *
     * @param lane those of one lane are put one after the other, in their order
     * @param bytes about what it takes in memory
     */
    record Good<R>(String position, String key, String lane, long bytes, R content)
            implements SourceItem<R> {}

    /**
     * Something that is no record.
     *
     * @param key where it is, for people: a line, a row
     * @param reason what is wrong with it, for people
     */
    record Bad<R>(String position, String key, String reason) implements SourceItem<R> {}
}
