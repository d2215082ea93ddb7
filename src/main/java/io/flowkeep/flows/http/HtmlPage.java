package io.flowkeep.flows.http;

import io.flowkeep.http.Reply;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page that says that there is no such route. */
final class HtmlPage {
    /** The media type. */
    static final String TYPE = "text/html; charset=utf-8";

    /** What a browser would not send as it stands, and percent signs that begin no escape. */
    private static final Pattern UNSAFE =
            Pattern.compile(
                    "[^\\x21\\x23-\\x3b\\x3d\\x3f-\\x5b\\x5d\\x5f\\x61-\\x7a\\x7e]"
                            + "|%(?![0-9a-fA-F]{2})");

    private HtmlPage() {}

    /** 404 for a method and a raw path. */
    static Reply unknownRoute(String method, String path) {
        String text = escape("Cannot " + method + " " + encode(path));
        String page =
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <title>Error</title>
                </head>
                <body>
                <pre>%s</pre>
                </body>
                </html>
                """
                        .formatted(text);
        return Reply.text(404, TYPE, page).with("Content-Security-Policy", "default-src 'none'");
    }

    private static String encode(String path) {
        return UNSAFE.matcher(path)
                .replaceAll(unsafe ->
                        Matcher.quoteReplacement(
                                String.format(
                                        Locale.ROOT, "%%%02X", (int) unsafe.group().charAt(0))));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
