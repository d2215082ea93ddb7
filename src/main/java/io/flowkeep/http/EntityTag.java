package io.flowkeep.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entity tag (RFC 9110, 8.8.3). Immutable.
 *
 * @param opaque the text between the quotes
 * @param weak true for {@code W/"..."}; Flowkeep only gives out strong ones
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
        record Tags(List<EntityTag> tags) implements Wanted {}

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
