package io.flowkeep.moving;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps texts under their keys, and fails or forgets on demand. */
final class CollectedTarget implements Target<String> {
    final Map<String, String> kept = new LinkedHashMap<>();
    int failAfter = Integer.MAX_VALUE;
    int saves;

    @Override
    public int atOnce() {
        return 4;
    }

    @Override
    public synchronized PutResult put(SourceItem.Good<String> piece, Mode mode) throws IOException {
        if (kept.size() >= failAfter) {
            throw new IOException("the target broke");
        }
        String there = kept.get(piece.key());
        String checksum = Checksums.of(piece.content());
        if (piece.content().equals(there)) {
            return new PutResult.Done(PutResult.How.SAME, checksum);
        }
        if (there != null && mode != Mode.REPLACE) {
            return PutResult.Refused.DIFFERS;
        }
        if (mode != Mode.LOOK) {
            kept.put(piece.key(), piece.content());
        }
        return new PutResult.Done(
                there == null ? PutResult.How.MOVED : PutResult.How.REPLACED, checksum);
    }

    @Override
    public long save() {
        saves++;
        return kept.size();
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(
                new Check() {
                    @Override
                    public Optional<String> checksum(String key) {
                        return Optional.ofNullable(kept.get(key)).map(Checksums::of);
                    }

                    @Override
                    public void close() {}
                });
    }

    @Override
    public void close() {}
}
