package io.flowkeep.storage.s3;

import java.util.ArrayList;
import java.util.List;

/**
 * What a store checks at the moment when a change takes effect. Immutable.
 *
 * @param puts on putting an object, as short files are written
 * @param completions on completing an upload in parts, as long ones are
 * @param deletions that the object still has a tag, on deleting it
 */
record Honoured(Checks puts, Checks completions, Tags deletions) {
    static final Honoured ALL = new Honoured(Checks.ALL, Checks.ALL, Tags.QUOTED);
    static final Honoured NOTHING = new Honoured(Checks.NONE, Checks.NONE, Tags.NONE);

    boolean all() {
        return writes() && deletions != Tags.NONE;
    }

    /** Whether no write can take the place of one that nobody has looked at. */
    boolean writes() {
        return puts.all() && completions.all();
    }

    /** What is checked when a file becomes visible. */
    Checks saving(boolean inParts) {
        return inParts ? completions : puts;
    }

    /** What is not checked, for operators. */
    List<String> lacks() {
        List<String> lacks = new ArrayList<>();
        add(lacks, puts, "PutObject", "shorter than 8 MiB");
        add(lacks, completions, "CompleteMultipartUpload", "of 8 MiB and more");
        if (deletions == Tags.NONE) {
            lacks.add(
                    "that a file is still the same when it is deleted (If-Match of DeleteObject)");
        }
        return List.copyOf(lacks);
    }

    private static void add(List<String> lacks, Checks checks, String operation, String which) {
        if (!checks.absent()) {
            lacks.add(
                    "that there is no file yet when one %s is made (If-None-Match of %s)"
                            .formatted(which, operation));
        }
        if (checks.unchanged() == Tags.NONE) {
            lacks.add(
                    "that a file is still the same when one %s takes its place (If-Match of %s)"
                            .formatted(which, operation));
        }
    }
}
