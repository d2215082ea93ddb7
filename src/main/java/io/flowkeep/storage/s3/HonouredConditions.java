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
record HonouredConditions(WriteConditions puts, WriteConditions completions, TagQuoting deletions) {
    static final HonouredConditions ALL =
            new HonouredConditions(WriteConditions.ALL, WriteConditions.ALL, TagQuoting.QUOTED);
    static final HonouredConditions NOTHING =
            new HonouredConditions(WriteConditions.NONE, WriteConditions.NONE, TagQuoting.NONE);

    boolean all() {
        return writes() && deletions != TagQuoting.NONE;
    }

    /** Whether no write can replace an object that its writer has not looked at. */
    boolean writes() {
        return puts.all() && completions.all();
    }

    /** What is checked when a file becomes visible. */
    WriteConditions saving(boolean inParts) {
        return inParts ? completions : puts;
    }

    /** What is not checked, for operators. */
    List<String> lacks() {
        List<String> lacks = new ArrayList<>();
        add(lacks, puts, "PutObject", "shorter than 8 MiB");
        add(lacks, completions, "CompleteMultipartUpload", "of 8 MiB and more");
        if (deletions == TagQuoting.NONE) {
            lacks.add(
                    "that a file is still the same when it is deleted (If-Match of DeleteObject)");
        }
        return List.copyOf(lacks);
    }

    private static void add(
            List<String> lacks, WriteConditions checks, String operation, String which) {
        if (!checks.absent()) {
            lacks.add(
                    "that there is no file yet when one %s is made (If-None-Match of %s)"
                            .formatted(which, operation));
        }
        if (checks.unchanged() == TagQuoting.NONE) {
            lacks.add(
                    "that a file is still the same when one %s takes its place (If-Match of %s)"
                            .formatted(which, operation));
        }
    }
}
