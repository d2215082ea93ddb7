package io.flowkeep.flows.http;

import io.flowkeep.flows.IfMatch;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entity tags that a client sends to guard a change. */
final class Tags {
    private static final Pattern NEXT =
            Pattern.compile(
                    "[ \\t,]*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\uffff]*)\"[ \\t]*(?:,[ \\t,]*|$)");

    private Tags() {}

    /**
     * Which definition a change is meant for. Weak tags are never it, as RFC 9110 has it.
     *
     * @throws Refusal 400 for what is no list of tags: to pass over it would lose the change that
     *     it was meant to protect
     */
    static IfMatch ifMatch(Request request) {
        List<String> headers = request.headers("if-match");
        if (headers.isEmpty()) {
            return new IfMatch.Any();
        }
        String all = String.join(",", headers).strip();
        if (all.equals("*")) {
            return new IfMatch.Any();
        }
        Set<String> fingerprints = new HashSet<>();
        Matcher next = NEXT.matcher(all);
        int position = 0;
        while (position < all.length() && next.find(position) && next.start() == position) {
            if (next.group(1) == null) {
                fingerprints.add(Tagged.fingerprint(next.group(2)));
            }
            position = next.end();
        }
        if (all.isEmpty() || position < all.length()) {
            throw FlowErrors.refusal(400, "If-Match must be * or a list of entity tags");
        }
        return new IfMatch.OneOf(fingerprints);
    }
}
