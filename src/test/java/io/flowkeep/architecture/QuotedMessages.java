package io.flowkeep.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The messages that a document quotes: what stands between backticks and has more than one word,
 * but for requests, headers and settings, commands, and what is marked as an example by {@code <!--
 * example -->} right behind it. Stateless.
 *
 * <p>In a message, an ellipsis, a word in capitals and a number stand for anything.
 */
final class QuotedMessages {
    private static final Pattern BLOCK =
            Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SPAN =
            Pattern.compile("`((?:[^`\\n]|\\n(?!\\n))+)`(<!-- example -->)?");
    private static final Pattern ANYTHING =
            Pattern.compile("…|\\.\\.\\.|\\[?\\b[A-Z][A-Z0-9_]*\\b\\]?|\\b[0-9]+\\b");

    /** Shorter parts say nothing of a message. */
    private static final int SHORTEST = 3;

    private static final List<Pattern> OTHERS =
            Stream.of(
                            "(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) [/…].*", // a request
                            "\"?[A-Za-z][A-Za-z0-9_.-]*\"?: .*", // a header or a setting
                            "[A-Za-z_]+ ?=.*", // a variable, perhaps with a command
                            "(\\./flowkeep|kill|curl|tar|gzip|sqlite3|psql|docker|kubectl|cat|df|ls|chown|systemctl|openssl|keytool|import|export|token|usage|serve)"
                                + " .*",
                            "(SELECT|INSERT|UPDATE|DELETE|ALTER|CREATE|WHERE|SET|GRANT) .*",
                            "-.*", // an option
                            "[{\\[<].*") // JSON and the like
                    .map(Pattern::compile)
                    .toList();

    private QuotedMessages() {}

    /** All of them, in their order. */
    static List<String> in(String document) {
        List<String> messages = new ArrayList<>();
        Matcher span = SPAN.matcher(BLOCK.matcher(document).replaceAll(""));
        while (span.find()) {
            String text = span.group(1).replaceAll("\\s+", " ").strip();
            boolean message =
                    span.group(2) == null
                            && text.contains(" ")
                            && OTHERS.stream().noneMatch(other -> other.matcher(text).matches());
            if (message) {
                messages.add(text);
            }
        }
        return messages;
    }

    /** What of a message must be in the source as it stands. */
    static List<String> parts(String message) {
        return ANYTHING.splitAsStream(message)
                .map(part -> part.replaceAll("^[\\s:;,.\"'(]+|[\\s:;,.\"'(]+$", ""))
                .filter(part -> part.length() >= SHORTEST)
                .toList();
    }
}
