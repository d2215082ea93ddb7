package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.FileVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Reads content to its end: what is short into memory, what is long part by part into the store,
 * where nobody sees it yet. Safe for concurrent use if the random source is.
 */
final class ContentReceiver {
    private static final int ID_BYTES = 16;

    private final WriteContext tools;
    private final RandomGenerator chance;

    ContentReceiver(WriteContext tools, RandomGenerator chance) {
        this.tools = tools;
        this.chance = chance;
    }

    /**
     * The received content, ready to be put in place; empty if it is longer than the store accepts
     * for one object.
     */
    Optional<StagedWrite> replacing(String key, InputStream content) throws IOException {
        byte[] first = content.readNBytes(PartSizes.BYTES);
        String change = change();
        if (first.length < PartSizes.BYTES) {
            return Optional.of(new ReplacingBytes(tools, key, change, first));
        }
        Optional<StagedWrite> draft = Optional.empty();
        MultipartUpload upload = MultipartUpload.begin(tools.bucket(), key, change);
        try {
            long size = send(upload, first, content);
            if (size >= 0) {
                draft = Optional.of(new ReplacingParts(tools, key, upload, size));
            }
            return draft;
        } finally {
            if (draft.isEmpty()) {
                upload.close();
            }
        }
    }

    /** As {@link #replacing}. */
    Optional<StagedWrite> appending(String key, InputStream content) throws IOException {
        byte[] first = content.readNBytes(PartSizes.BYTES);
        String change = change();
        if (first.length < PartSizes.BYTES) {
            return Optional.of(new AppendingBytes(tools, key, change, first));
        }
        String passing = AppendingObject.PASSING + change;
        try (MultipartUpload upload = MultipartUpload.begin(tools.bucket(), passing, change)) {
            long size = send(upload, first, content);
            if (size < 0) {
                return Optional.empty();
            }
            finish(upload, passing, size);
        }
        ObjectState arrived =
                tools.bucket()
                        .look(passing)
                        .orElseThrow(() -> new StoreUnavailable(passing + " is gone", null));
        return Optional.of(new AppendingObject(tools, key, change, passing, arrived));
    }

    /** The bytes sent, or -1 if there are too many. */
    private static long send(MultipartUpload upload, byte[] first, InputStream content)
            throws IOException {
        long size = 0;
        for (int length = first.length;
                length > 0;
                length = content.readNBytes(first, 0, first.length)) {
            if (!upload.hasRoom()) {
                return -1;
            }
            upload.add(first, length);
            size += length;
        }
        return size;
    }

    /** Whether this happened does not matter to any file: the look that follows tells. */
    private void finish(MultipartUpload upload, String passing, long size) {
        ChangeEnd<FileVersion> _ =
                tools.attempts()
                        .run(
                                "write " + passing,
                                () ->
                                        tools.written()
                                                .version(
                                                        upload.complete(new Condition.None()),
                                                        size));
    }

    private String change() {
        byte[] id = new byte[ID_BYTES];
        chance.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
