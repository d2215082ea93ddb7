package io.flowkeep.auth.http;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.OperatorAccess;
import io.flowkeep.auth.OperatorAuthority;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Handler;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import java.util.Optional;

/**
 * The gate before every operator's route: the token, then the handler. Nothing of the body is read
 * before the handler runs. Safe for concurrent use.
 */
public final class OperatorGate {
    private final OperatorAuthority authority;

    /** A gate that asks this authority. */
    public OperatorGate(OperatorAuthority authority) {
        this.authority = authority;
    }

    /** Answers for an operator. Safe for concurrent use. */
    @FunctionalInterface
    public interface OperatorHandler {
        /**
         * Answers a request.
         *
         * @param who the name for the log
         */
        Reply handle(Request request, String who);
    }

    /** Guards a route. */
    public Handler guard(OperatorHandler inner) {
        return request -> {
            Optional<BearerToken> token = BearerToken.fromHeaders(request.headers("authorization"));
            if (token.isEmpty()) {
                return ErrorReply.unauthorized();
            }
            return switch (authority.check(token.get())) {
                case OperatorAccess.Allowed(var who) -> inner.handle(request, who);
                case OperatorAccess.NotAnOperator _ -> ErrorReply.forbidden();
                case OperatorAccess.Unknown _ -> ErrorReply.unauthorized();
            };
        };
    }
}
