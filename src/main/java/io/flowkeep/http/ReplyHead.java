package io.flowkeep.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of an answer's head that is the same each time: the status, the security headers, and
 * what a route always sends with this status. It is encoded when it is made, so a route makes it
 * once. Immutable.
 */
public final class ReplyHead {
    private static final List<EncodedHeader> SECURITY =
            SecurityHeaders.ALL.stream().map(EncodedHeader::of).toList();

    private final int status;
    private final List<Reply.Header> headers;
    private final List<EncodedHeader> encoded;

    private ReplyHead(int status, List<Reply.Header> headers, List<EncodedHeader> encoded) {
        this.status = status;
        this.headers = headers;
        this.encoded = encoded;
    }

    /** A header whose bytes are made once. */
    private record EncodedHeader(CharSequence name, CharSequence value) {
        static EncodedHeader of(Reply.Header header) {
            return new EncodedHeader(
                    HttpHeaders.createOptimized(header.name()),
                    HttpHeaders.createOptimized(header.value()));
        }
    }

    /** A head with no header but those of every answer; costs nothing. */
    public static ReplyHead of(int status) {
        return new ReplyHead(status, List.of(), SECURITY);
    }

    /** The same head with one more header, in place of the security header of its name, if any. */
    public ReplyHead with(String name, String value) {
        Reply.Header header = new Reply.Header(name, value);
        List<Reply.Header> more = new ArrayList<>(headers);
        more.add(header);
        List<EncodedHeader> all = new ArrayList<>(encoded);
        if (SecurityHeaders.NAMES.contains(name)) {
            all.removeIf(each -> name.contentEquals(each.name()));
        }
        all.add(EncodedHeader.of(header));
        return new ReplyHead(status, List.copyOf(more), List.copyOf(all));
    }

    public int status() {
        return status;
    }

    /** Its headers beside those of every answer, in the order to send. */
    public List<Reply.Header> headers() {
        return headers;
    }

    void addTo(MultiMap response) {
        for (EncodedHeader header : encoded) {
            response.add(header.name(), header.value());
        }
    }
}
