package io.flowkeep.flows.http;

import io.flowkeep.http.Reply;
import io.flowkeep.text.Percent;

/** The page that says that there is no such route. */
final class HtmlPage {
    /** The media type. */
    static final String TYPE = "text/html; charset=utf-8";

    /** Characters that a browser sends unescaped. */
    private static final String SIGNS = "!#$&'()*+,-./:;=?@[]_~";

    private HtmlPage() {}

    /** 404 for a method and a raw path. */
    static Reply unknownRoute(String method, String path) {
        String text = escape("Cannot " + method + " " + Percent.mend(path, SIGNS));
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

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
