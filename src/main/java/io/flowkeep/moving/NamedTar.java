package io.flowkeep.moving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A tar that tells an entry's name by its bytes. The library makes a text of them in any case, and
 * names that are no text then look alike. For one thread.
 *
 * <p>A name is in the entry's own header, or in an extended one before it: as {@code path} in POSIX
 * archives, alone in those of GNU. The extended ones are listened to while the library reads them.
 */
final class NamedTar extends TarArchiveInputStream {
    private static final int TYPE_OFFSET = 156;

    /** No name is longer; an extended header may be of any length. */
    private static final int MOST_BYTES = 1 << 20;

    private final ByteArrayOutputStream posix = new ByteArrayOutputStream();
    private final ByteArrayOutputStream gnu = new ByteArrayOutputStream();
    private byte type;
    private boolean marked;

    NamedTar(InputStream in) {
        super(in, StandardCharsets.ISO_8859_1.name()); // a character for each byte
    }

    /** The next entry; its name is {@link #name}'s to tell. */
    Optional<TarArchiveEntry> next() throws IOException {
        posix.reset();
        gnu.reset();
        Optional<TarArchiveEntry> entry = Optional.ofNullable(getNextEntry());
        type = 0;
        return entry;
    }

    /** Whether the mark was read with which every tar ends. */
    boolean isMarkedAsEnded() {
        return marked;
    }

    @Override
    protected byte[] readRecord() throws IOException {
        byte[] record = super.readRecord();
        if (record != null) {
            marked = isEOFRecord(record);
            type = record[TYPE_OFFSET];
        }
        return record;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0) {
            switch (type) {
                case TarConstants.LF_PAX_EXTENDED_HEADER_LC,
                        TarConstants.LF_PAX_EXTENDED_HEADER_UC ->
                        keep(posix, target, offset, read);
                case TarConstants.LF_GNUTYPE_LONGNAME -> keep(gnu, target, offset, read);
                default -> {}
            }
        }
        return read;
    }

    private static void keep(ByteArrayOutputStream kept, byte[] bytes, int offset, int length) {
        kept.write(bytes, offset, Math.min(length, MOST_BYTES - kept.size()));
    }

    /** The name of the entry that was given last; empty if it is no UTF-8. */
    Optional<String> name(TarArchiveEntry entry) {
        byte[] bytes = PaxPath.in(posix.toByteArray());
        if (bytes.length == 0 && gnu.size() > 0) {
            bytes = untilZero(gnu.toByteArray());
        } else if (bytes.length == 0) {
            bytes = bytes(entry.getName());
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** What the library read one byte for a character. */
    private static byte[] bytes(String name) {
        byte[] bytes = new byte[name.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) name.charAt(i);
        }
        return bytes;
    }

    private static byte[] untilZero(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return Arrays.copyOf(bytes, length);
    }
}
