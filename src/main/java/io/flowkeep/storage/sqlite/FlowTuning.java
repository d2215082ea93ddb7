package io.flowkeep.storage.sqlite;

/**
 * From when on it pays to keep or to use an index of flows. Only speed depends on it. Immutable.
 *
 * @param fewFlows so many flows are looked at one by one without looking for a shorter way
 * @param longList a list of so many flows has its orders indexed
 * @param lookedAtEvery how long a list is, is looked at when a count in it is a multiple of this
 * @param indexedCharacters so much text is put into the index of texts at once
 */
record FlowTuning(long fewFlows, long longList, long lookedAtEvery, long indexedCharacters) {
    static final FlowTuning USUAL = new FlowTuning(1_000, 250, 50, 65_536);
}
