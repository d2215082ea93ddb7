package io.flowkeep.auth;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each action of an operator, so that the log shows afterwards who looked at what. The
 * request's id is in the line as in every other. Stateless.
 */
public final class OperatorAudit {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorAudit.class);
    private static final String LINE = "operator: {} {}";

    private OperatorAudit() {}

    /**
     * An operator's action that begins.
     *
     * @param who a token's id or a user of this machine, never a secret
     * @param action in a word, for example {@code usage.recount}
     * @param about what it is about, for people; empty if there is nothing to say
     */
    public static void begun(String who, String action, String about) {
        LOG.atInfo()
                .addKeyValue("operator", who)
                .addKeyValue("action", action)
                .log(LINE, action, about);
    }

    /**
     * An operator's action that has ended.
     *
     * @param how its result, for people
     */
    public static void ended(String who, String action, String how) {
        LOG.atInfo()
                .addKeyValue("operator", who)
                .addKeyValue("action", action)
                .log("operator: {} ended: {}", action, how);
    }

    /** Logs only operators' tokens, not clients'. */
    static void opened(StoredToken token, String what) {
        if (token.role() == TokenRole.OPERATOR) {
            begun(name(token), "open", what);
        }
    }

    /** What a token is called in the log. */
    static String name(StoredToken token) {
        return "token " + token.id();
    }
}
