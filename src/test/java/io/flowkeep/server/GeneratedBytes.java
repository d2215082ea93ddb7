package io.flowkeep.server;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Any number of bytes out of nothing: one random block again and again, each time with its number
 * in front, so that blocks which are lost, doubled or swapped change the checksum. One reader only.
 */
final class GeneratedBytes extends InputStream {
    private static final int BLOCK_BYTES = 1 << 20;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private final CRC32C checksum = new CRC32C();
    private final long size;
    private long position;

    GeneratedBytes(long size) {
        this.size = size;
        new Random(1).nextBytes(block.array());
    }

    /** Of what was read so far. */
    long checksum() {
        return checksum.getValue();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (position == size) {
            return -1;
        }
        int start = (int) (position % BLOCK_BYTES);
        if (start == 0) {
            block.putLong(0, position);
        }
        int count = (int) Math.min(Math.min(length, size - position), BLOCK_BYTES - start);
        System.arraycopy(block.array(), start, target, offset, count);
        checksum.update(target, offset, count);
        position += count;
        return count;
    }
}
