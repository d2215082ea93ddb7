package io.flowkeep.commands;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes passwords out of URLs. Stateless. */
final class Passwords {
    private static final Pattern USER = Pattern.compile("://([^:/?#]*):[^/?#]*@");
    private static final Pattern OPTION =
            Pattern.compile("(?i)([?&][^=&]*(?:password|secret|token|key)[^=&]*=)[^&]*");

    private Passwords() {}

    static String masked(String url) {
        Matcher user = USER.matcher(url);
        return OPTION.matcher(user.replaceAll("://$1:***@")).replaceAll("$1***");
    }
}
