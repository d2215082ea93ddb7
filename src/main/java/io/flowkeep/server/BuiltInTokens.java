package io.flowkeep.server;

import io.flowkeep.auth.TokenFinder;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.config.ContextConfig;
import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.FlowsConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.stores.Tokens;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * The stores of Flowkeep's own tokens, each opened once, however many faces use it. For the
 * starting thread.
 */
public final class BuiltInTokens {
    private final ServerConfig config;
    private final Parts parts;
    private final Map<RecordPlace, TokenStore> open = new HashMap<>();
    private final Map<RecordPlace, TokenFinder> operatorsAlone = new HashMap<>();

    BuiltInTokens(ServerConfig config, Parts parts) {
        this.config = config;
        this.parts = parts;
    }

    /** Operators' tokens, also where a neighbour issues the clients' tokens. */
    TokenFinder operators() {
        return areForClients(config)
                ? store(config.tokens())
                : operatorsAlone.computeIfAbsent(
                        config.tokens(), place -> Tokens.openLate(place, parts.stores()));
    }

    /** Whether some clients' tokens are built in, so that there must be a first one. */
    public static boolean areForClients(ServerConfig config) {
        boolean projects =
                config.auth() instanceof AuthConfig.BuiltIn
                        && !(config.files() instanceof FilesConfig.Off
                                && config.context() instanceof ContextConfig.Off);
        boolean flows =
                config.flows() instanceof FlowsConfig.On on
                        && on.identity() instanceof FlowsConfig.IdentitySource.BuiltIn;
        return projects || flows;
    }

    /** The tokens in a place; if there has never been one, the admin's is made and shown. */
    TokenStore store(RecordPlace place) {
        return open.computeIfAbsent(place, this::openStore);
    }

    private TokenStore openStore(RecordPlace place) {
        TokenStore store = Tokens.open(place, parts.stores());
        new TokenIssuer(store, parts.clock(), new SecureRandom())
                .issueFirst()
                .ifPresent(token -> announce(token.secret()));
        return store;
    }

    /** Printed to standard output and nowhere else: logs are kept, copied and read by others. */
    @SuppressWarnings("SystemOut") // this is where the operator sees it, once
    private static void announce(String secret) {
        System.out.println("admin token, shown this once: " + secret);
        System.out.flush();
    }
}
