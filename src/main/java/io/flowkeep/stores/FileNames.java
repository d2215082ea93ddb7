package io.flowkeep.stores;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How Java spells file names: in the encoding of the locale, which cannot be changed once it runs.
 * In the "C" locale it knows only the letters of ASCII, so that every other name would fail later,
 * and existing ones could not be read.
 */
public final class FileNames {
    private FileNames() {}

    /**
     * Refuses to go on if not every name can be spelled.
     *
     * @throws IOException with a sentence for the operator
     */
    public static void requireAllLetters() throws IOException {
        String encoding = System.getProperty("sun.jnu.encoding", "");
        if (!encoding.equals(StandardCharsets.UTF_8.name())) {
            throw new IOException(
                    "file names cannot be kept, since the locale's encoding is "
                            + encoding
                            + ": start by ./flowkeep, which finds a locale in UTF-8, or with"
                            + " LC_ALL=C.UTF-8; where there is none, install one");
        }
    }
}
