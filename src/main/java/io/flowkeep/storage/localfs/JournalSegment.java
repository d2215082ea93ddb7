package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * One file of the journal: a header of {@value #HEADER_BYTES} bytes, then records end to end. The
 * whole file is written with zeros beforehand (or is an old segment used again), so that flushing
 * records never has to flush block maps as well.
 *
 * <p>Each record carries its length, a checksum and its sequence number; the checksum covers the
 * segment's number too, so remains of the file's earlier use never pass for a record. One writer;
 * the sets of touched paths are safe for concurrent use.
 */
final class JournalSegment {
    static final int HEADER_BYTES = 64;

    /** Length (4), checksum (4), sequence (8). */
    static final int FRAME_BYTES = 16;

    private static final long MAGIC = 0x464c4f574b45504aL; // FLOWKEPJ
    private static final int ZERO_CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final long number;
    private final int capacity;
    private final FileChannel channel;
    private final Set<Path> touched = ConcurrentHashMap.newKeySet();
    private int position = HEADER_BYTES;
    private boolean retired;
    private int unapplied;

    private JournalSegment(Path file, long number, int capacity, FileChannel channel) {
        this.file = file;
        this.number = number;
        this.capacity = capacity;
        this.channel = channel;
    }

    /** The file's name: its number, so that names sort by age. */
    static String name(long number) {
        return String.format(Locale.ROOT, "%012d.log", number);
    }

    static void fillWithZeros(Path file, int bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(bytes, ZERO_CHUNK_BYTES));
            for (int written = 0; written < bytes; ) {
                zeros.clear().limit(Math.min(zeros.capacity(), bytes - written));
                written += channel.write(zeros, written);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Begins a segment in a file of zeros or of old records; the caller flushes the folder. */
    static JournalSegment begin(Path file, long number, long firstSequence, Flushing flushing)
            throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES);
            header.putLong(MAGIC).putLong(number).putLong(firstSequence);
            CRC32C checksum = new CRC32C();
            checksum.update(header.duplicate().flip());
            header.putLong(checksum.getValue()).clear();
            writeFully(channel, header, 0);
            flushing.force(channel);
            return new JournalSegment(file, number, (int) channel.size(), channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads the first sequence number from a segment's bytes; -1 if the header is not good. */
    static long firstSequence(ByteBuffer bytes, long number) {
        if (bytes.limit() < HEADER_BYTES
                || bytes.getLong(0) != MAGIC
                || bytes.getLong(8) != number) {
            return -1;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(0, 24));
        return bytes.getLong(24) == checksum.getValue() ? bytes.getLong(16) : -1;
    }

    /** Frames a record at the buffer's position. */
    static void frame(JournalRecord item, long number, long sequence, ByteBuffer out) {
        int start = out.position();
        out.position(start + FRAME_BYTES);
        JournalRecord.encode(item, out);
        int length = out.position() - start - FRAME_BYTES;
        out.putInt(start, length);
        out.putLong(start + 8, sequence);
        out.putInt(start + 4, checksum(out, start, length, number));
    }

    /** The length of the good record at an offset, without its frame; -1 if there is none. */
    static int recordLength(ByteBuffer bytes, int offset, long number, long sequence) {
        if (offset + FRAME_BYTES > bytes.limit()) {
            return -1;
        }
        int length = bytes.getInt(offset);
        boolean plausible =
                length > 0
                        && length <= bytes.limit() - offset - FRAME_BYTES
                        && bytes.getLong(offset + 8) == sequence;
        return plausible && bytes.getInt(offset + 4) == checksum(bytes, offset, length, number)
                ? length
                : -1;
    }

    private static int checksum(ByteBuffer bytes, int start, int length, long number) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        checksum.update(bytes.slice(start, 4));
        checksum.update(bytes.slice(start + 8, Long.BYTES + length));
        return (int) checksum.getValue();
    }

    Path file() {
        return file;
    }

    long number() {
        return number;
    }

    /** Bytes of records. */
    int usedBytes() {
        return position - HEADER_BYTES;
    }

    boolean hasRoomFor(int bytes) {
        return !retired && bytes <= capacity - position;
    }

    /** Takes no further records. */
    void retire() {
        retired = true;
    }

    /** Adds framed records and flushes them; on failure the position has not moved. */
    void write(ByteBuffer records, Flushing flushing) throws IOException {
        int length = records.remaining();
        writeFully(channel, records, position);
        flushing.force(channel);
        position += length;
    }

    /** Makes sure that nothing behind the last good record can pass for one. */
    void cutBack() throws IOException {
        int bytes = Math.min(FRAME_BYTES, capacity - position);
        writeFully(channel, ByteBuffer.allocate(bytes), position);
        channel.force(false);
    }

    /** Counts records that are safe here but not yet carried out on the plain files. */
    synchronized void added(int records) {
        unapplied += records;
    }

    /** The counterpart of {@link #added}. */
    synchronized void applied(int records) {
        unapplied -= records;
        notifyAll();
    }

    synchronized void awaitApplied() throws InterruptedException {
        while (unapplied > 0) {
            wait();
        }
    }

    /** Names a file or folder that must be flushed before this segment may be freed. */
    void touch(Path path) {
        touched.add(path);
    }

    Set<Path> touched() {
        return touched;
    }

    void close() throws IOException {
        channel.close();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
            throws IOException {
        for (long next = at; bytes.hasRemaining(); ) {
            next += channel.write(bytes, next);
        }
    }
}
