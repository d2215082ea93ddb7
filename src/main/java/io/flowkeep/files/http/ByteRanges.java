package io.flowkeep.files.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a Range header (RFC 9110, 14.1.2 and 14.2). Stateless.
 *
 * <p>A header that is malformed, in another unit or asks for more than {@value #MAX_RANGES} ranges
 * is ignored, as the RFC allows: many small ranges cost more than the file. Ranges that overlap or
 * touch are joined; the others stay in the order asked for.
 */
final class ByteRanges {
    /** No well-behaved client asks for more; each range costs a part header. */
    static final int MAX_RANGES = 64;

    private static final Pattern UNIT =
            Pattern.compile("\\s*bytes\\s*=(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern RANGE =
            Pattern.compile("[ \\t]*(\\d*)[ \\t]*-[ \\t]*(\\d*)[ \\t]*");

    /** A longer number exceeds the size of any file; it stands for the file's end. */
    private static final int MAX_DIGITS = 18;

    private ByteRanges() {}

    /** What is to be sent. */
    sealed interface Selection {
        /** The whole file, with 200. */
        record Whole() implements Selection {}

        /** One or more parts, with 206. */
        record Parts(List<ByteRange> ranges) implements Selection {}

        /** No range touches the file: 416. */
        record Unsatisfiable() implements Selection {}
    }

    /**
     * A part of a file.
     *
     * @param last the last byte, included
     */
    record ByteRange(long first, long last) {
        long length() {
            return last - first + 1;
        }

        boolean touches(ByteRange other) {
            return first <= other.last + 1 && other.first <= last + 1;
        }

        ByteRange joinedWith(ByteRange other) {
            return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
        }

        /** The value of Content-Range. */
        String header(long sizeBytes) {
            return String.format(Locale.ROOT, "bytes %d-%d/%d", first, last, sizeBytes);
        }
    }

    /** Selects parts of a file of this size. */
    static Selection select(String header, long sizeBytes) {
        Matcher unit = UNIT.matcher(header);
        if (!unit.matches()) {
            return new Selection.Whole();
        }
        List<ByteRange> ranges = new ArrayList<>();
        int asked = 0;
        for (String spec : unit.group(1).split(",", -1)) {
            if (spec.isBlank()) {
                continue; // empty list elements are allowed
            }
            Matcher range = RANGE.matcher(spec);
            if (!range.matches() || ++asked > MAX_RANGES || isMalformed(range)) {
                return new Selection.Whole();
            }
            resolve(range, sizeBytes).ifPresent(found -> add(ranges, found));
        }
        if (asked == 0 || (ranges.isEmpty() && sizeBytes == 0 && asksForEnd(unit.group(1)))) {
            return new Selection.Whole();
        }
        return ranges.isEmpty() ? new Selection.Unsatisfiable() : new Selection.Parts(ranges);
    }

    private static boolean isMalformed(Matcher range) {
        String first = range.group(1);
        String last = range.group(2);
        return first.isEmpty() ? last.isEmpty() : !last.isEmpty() && number(last) < number(first);
    }

    /** The last bytes of an empty file are satisfiable by the RFC, but have no Content-Range. */
    private static boolean asksForEnd(String specs) {
        for (String spec : specs.split(",", -1)) {
            String text = spec.strip();
            if (text.startsWith("-") && number(text.substring(1).strip()) > 0) {
                return true;
            }
        }
        return false;
    }

    private static Optional<ByteRange> resolve(Matcher range, long sizeBytes) {
        String last = range.group(2);
        if (range.group(1).isEmpty()) {
            long count = Math.min(number(last), sizeBytes);
            return count == 0
                    ? Optional.empty()
                    : Optional.of(new ByteRange(sizeBytes - count, sizeBytes - 1));
        }
        long first = number(range.group(1));
        long end = last.isEmpty() ? Long.MAX_VALUE : number(last);
        return first >= sizeBytes
                ? Optional.empty()
                : Optional.of(new ByteRange(first, Math.min(end, sizeBytes - 1)));
    }

    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }

    /** Joins until nothing touches any more; at most {@value #MAX_RANGES} squared steps. */
    private static void add(List<ByteRange> ranges, ByteRange more) {
        ByteRange joined = more;
        int place = ranges.size();
        for (int i = ranges.size() - 1; i >= 0; i--) {
            if (ranges.get(i).touches(joined)) {
                joined = joined.joinedWith(ranges.remove(i));
                place = i;
                i = ranges.size();
            }
        }
        ranges.add(Math.min(place, ranges.size()), joined);
    }
}
