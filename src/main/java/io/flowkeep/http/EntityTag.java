package io.flowkeep.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An entity tag (RFC 9110, 8.8.3). Immutable.
 *
 * @param opaque the text between the quotes
 * @param weak true for {@code W/"..."}; only strong ones guard a change
 */
public record EntityTag(String opaque, boolean weak) {
    private static final String TAG = "(W/)?\"([\\x21\\x23-\\x7e\\x80-\\uffff]*)\"";
    private static final Pattern ONE = Pattern.compile(TAG);
    private static final Pattern NEXT = Pattern.compile("[ \\t,]*" + TAG + "[ \\t]*(?:,|$)");
    private static final Pattern REST = Pattern.compile("[ \\t,]*");

    /** What a header of tags says. */
    public sealed interface Wanted {
        /** The header is not there. */
        record Unsaid() implements Wanted {}

        /** {@code *}: any state at all. */
        record Any() implements Wanted {}

        /** One of these. */
        record Tags(List<EntityTag> tags) implements Wanted {
            public Tags {
                tags = List.copyOf(tags);
            }

            /** What the strong ones say; If-Match compares no others. */
            public Set<String> strong() {
                return tags.stream()
                        .filter(tag -> !tag.weak())
                        .map(EntityTag::opaque)
                        .collect(Collectors.toSet());
            }

            /** What all of them say, as If-None-Match compares them. */
            public Set<String> all() {
                return tags.stream().map(EntityTag::opaque).collect(Collectors.toSet());
            }
        }

        /** Neither a star nor a list of tags. */
        record Malformed() implements Wanted {}
    }

    /** Reads If-Match or If-None-Match; several header lines are one list. */
    public static Wanted wanted(List<String> headers) {
        if (headers.isEmpty()) {
            return new Wanted.Unsaid();
        }
        String all = String.join(",", headers).strip();
        if (all.equals("*")) {
            return new Wanted.Any();
        }
        List<EntityTag> tags = new ArrayList<>();
        int position = 0;
        Matcher next = NEXT.matcher(all);
        while (position < all.length() && next.find(position) && next.start() == position) {
            tags.add(new EntityTag(next.group(2), next.group(1) != null));
            position = next.end();
        }
        boolean complete = REST.matcher(all.substring(position)).matches();
        return complete && !tags.isEmpty() ? new Wanted.Tags(tags) : new Wanted.Malformed();
    }

    /**
     * Whether an If-None-Match names a tag, compared weakly. What is not a tag in it is ignored: at
     * worst, a client that has the answer gets it once more.
     *
     * @param sent the tag as sent, quotes included; without a comma
     */
    public static boolean isNamed(List<String> headers, String sent) {
        String all = String.join(",", headers).strip();
        return all.equals("*")
                || List.of(all.split(",", -1)).stream()
                        .map(tag -> comparable(tag.strip()))
                        .anyMatch(comparable(sent)::equals);
    }

    private static String comparable(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** Reads a single tag, as in If-Range. */
    public static Optional<EntityTag> parse(String text) {
        Matcher one = ONE.matcher(text.strip());
        return one.matches()
                ? Optional.of(new EntityTag(one.group(2), one.group(1) != null))
                : Optional.empty();
    }

    /** The header form of a strong tag. */
    public static String header(String opaque) {
        return '"' + opaque + '"';
    }
}
