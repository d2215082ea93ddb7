package io.flowkeep.storage.localfs;

import io.flowkeep.text.Utf8;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One entry of the redo journal. A path is the file's real place, relative to the root, with {@code
 * /} between the names. Immutable; the arrays are not changed by anyone.
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
sealed interface JournalRecord {
    /** Kind (1), number (8), length of the path (2). */
    int FIXED_BYTES = 11;

    /** The file has this content. */
    record Put(String path, byte[] body) implements JournalRecord {}

    /** From this offset on, the file has these bytes. */
    record Append(String path, long offset, byte[] bytes) implements JournalRecord {}

    /** The file is gone. */
    record Delete(String path) implements JournalRecord {}

    /** The complete, flushed file {@code source} takes the place of the file. */
    record Move(String path, String source) implements JournalRecord {}

    /**
     * A large append begins behind this length. Without its {@link GrowEnd} the file is cut back to
     * this length.
     */
    record GrowBegin(String path, long length) implements JournalRecord {}

    /** The file as it is on the disk is complete: nothing logged before matters for it. */
    record GrowEnd(String path) implements JournalRecord {}

    /** The records of this range of sequence numbers were never carried out. */
    record Cancel(long first, long last) implements JournalRecord {}

    /** The bytes that {@link #encode} writes. */
    static int size(JournalRecord item) {
        return FIXED_BYTES + utf8(path(item)).length + tail(item).length;
    }

    /** Writes the record at the buffer's position. */
    static void encode(JournalRecord item, ByteBuffer out) {
        byte[] path = utf8(path(item));
        out.put(kind(item)).putLong(number(item)).putShort((short) path.length);
        out.put(path).put(tail(item));
    }

    /** Reads what fills the buffer; empty if it is no record. */
    static Optional<JournalRecord> decode(ByteBuffer in) {
        try {
            byte kind = in.get();
            long number = in.getLong();
            String path = text(in, Short.toUnsignedInt(in.getShort()));
            return switch (kind) {
                case 1 -> Optional.of(new Put(path, bytes(in, in.remaining())));
                case 2 -> Optional.of(new Append(path, number, bytes(in, in.remaining())));
                case 3 -> Optional.of(new Delete(path));
                case 4 -> Optional.of(new Move(path, text(in, in.remaining())));
                case 5 -> Optional.of(new GrowBegin(path, number));
                case 6 -> Optional.of(new GrowEnd(path));
                case 7 -> Optional.of(new Cancel(number, in.getLong()));
                default -> Optional.empty();
            };
        } catch (BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    /** The file that the record is about; empty for {@link Cancel}. */
    static String path(JournalRecord item) {
        return switch (item) {
            case Put(var path, _) -> path;
            case Append(var path, _, _) -> path;
            case Delete(var path) -> path;
            case Move(var path, _) -> path;
            case GrowBegin(var path, _) -> path;
            case GrowEnd(var path) -> path;
            case Cancel _ -> "";
        };
    }

    private static byte kind(JournalRecord item) {
        return switch (item) {
            case Put _ -> 1;
            case Append _ -> 2;
            case Delete _ -> 3;
            case Move _ -> 4;
            case GrowBegin _ -> 5;
            case GrowEnd _ -> 6;
            case Cancel _ -> 7;
        };
    }

    private static long number(JournalRecord item) {
        return switch (item) {
            case Append(_, var offset, _) -> offset;
            case GrowBegin(_, var length) -> length;
            case Cancel(var first, _) -> first;
            case Put _, Delete _, Move _, GrowEnd _ -> 0;
        };
    }

    private static byte[] tail(JournalRecord item) {
        return switch (item) {
            case Put(_, var body) -> body;
            case Append(_, _, var bytes) -> bytes;
            case Move(_, var source) -> utf8(source);
            case Cancel(_, var last) -> ByteBuffer.allocate(Long.BYTES).putLong(last).array();
            case Delete _, GrowBegin _, GrowEnd _ -> new byte[0];
        };
    }

    private static byte[] utf8(String text) {
        return Utf8.bytes(text);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer in, int length) {
        return new String(bytes(in, length), StandardCharsets.UTF_8);
    }
}
