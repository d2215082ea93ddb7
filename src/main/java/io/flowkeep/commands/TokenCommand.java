package io.flowkeep.commands;

import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.faults.StoreFault;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code flowkeep token create | list | revoke}: the built-in tokens on the command line. It opens
 * the token database itself, whether a server is running on it or not.
 *
 * <p>Only what a script reads goes to the results (the new secret, the list); everything for people
 * goes to the messages. Ends with 0 on success, 1 on failure, 2 if the arguments are invalid. One
 * call only.
 */
@Command(
        name = "token",
        description = "Creates, lists and revokes built-in tokens.",
        mixinStandardHelpOptions = true)
public final class TokenCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final Supplier<TokenDatabase> opening;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final PrintWriter out;
    private final PrintWriter err;

    /** The token store, open for one command. */
    public interface TokenDatabase extends AutoCloseable {
        /** The store. */
        TokenStore store();

        /** Who hands out clients' tokens, as a sentence; empty if they are built in. */
        String otherClients();

        @Override
        void close();
    }

    /** Where the command's results and messages go: standard output and standard error. */
    public record Output(PrintWriter results, PrintWriter messages) {}

    public TokenCommand(
            Supplier<TokenDatabase> opening,
            InstantSource clock,
            RandomGenerator random,
            Output output) {
        this.opening = opening;
        this.clock = clock;
        this.random = random;
        this.out = output.results();
        this.err = output.messages();
    }

    @FunctionalInterface
    private interface Work {
        int on(TokenDatabase database);
    }

    @Command(
            name = "create",
            description = "Creates a token and prints it, once and nowhere else.",
            mixinStandardHelpOptions = true)
    int create(
            @Option(
                            names = "--project",
                            paramLabel = "ID",
                            description = "the project that the token opens")
                    @Nullable String project,
            @Option(
                            names = "--team",
                            paramLabel = "ID",
                            description = "in this team's folders only; alone: all files of it")
                    @Nullable String team,
            @Option(names = "--admin", description = "opens everything") boolean admin,
            @Option(
                            names = "--operator",
                            description =
                                    "opens the operators' routes, also beside a platform or"
                                        + " Identity Management; and no data but that of --project"
                                        + " and --tenant")
                    boolean operator,
            @Option(
                            names = "--sub",
                            paramLabel = "ID",
                            description = "the user that the token stands for, towards flows")
                    @Nullable String sub,
            @Option(
                            names = "--tenant",
                            paramLabel = "ID",
                            description =
                                    "the tenant of that user; none if not given. With --operator:"
                                            + " the tenant whose flows it opens")
                    @Nullable String tenant,
            @Option(
                            names = "--permission",
                            paramLabel = "NAME",
                            description =
                                    "what that user may do, once for each: flows.read, flows.write,"
                                            + " flows.control, flows.bulk, tenant.all or all")
                    @Nullable List<String> permissions,
            @Option(
                            names = "--file-quota",
                            paramLabel = "SIZE",
                            description = "of a project's files; 100MiB if not given")
                    @Nullable String fileQuota,
            @Option(
                            names = "--context-quota",
                            paramLabel = "SIZE",
                            description =
                                    "of a project's context; 1MiB if not given. For both, 0 means"
                                            + " as configured; so does leaving it out with --admin")
                    @Nullable String contextQuota,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "how long it counts, for example 90d; for ever if not")
                    @Nullable String expires) {
        return run(() -> {
            if (operator) {
                TokenIdentity whose =
                        TokenArguments.operatorsIdentity(admin, sub, tenant, permissions);
                Grant opens = TokenArguments.operatorsGrant(project, team);
                TokenQuotas limits = TokenArguments.quotas(opens, fileQuota, contextQuota);
                Expiry end = TokenArguments.expiry(expires, clock.instant());
                return database ->
                        issue(issuer(database.store()).issueToOperator(opens, whose, limits, end));
            }
            TokenIdentity identity = TokenArguments.identity(admin, sub, tenant, permissions);
            Grant grant = TokenArguments.grant(admin, project, team, identity);
            TokenQuotas quotas = TokenArguments.quotas(grant, fileQuota, contextQuota);
            Expiry expiry = TokenArguments.expiry(expires, clock.instant());
            return database ->
                    issueToClient(
                            database, issuer -> issuer.issue(grant, identity, quotas, expiry));
        });
    }

    /** Only where the server would accept such a token. */
    private int issueToClient(
            TokenDatabase database, Function<TokenIssuer, TokenIssuer.Issued> issuing) {
        if (!database.otherClients().isEmpty()) {
            err.println("flowkeep: " + database.otherClients() + "; --operator makes one of ours");
            return FAILED;
        }
        return issue(issuing.apply(issuer(database.store())));
    }

    private TokenIssuer issuer(TokenStore store) {
        return new TokenIssuer(store, clock, random);
    }

    private int issue(TokenIssuer.Issued issued) {
        out.println(issued.secret().secret());
        err.println("Created " + TokenTable.summary(issued.stored()));
        return DONE;
    }

    @Command(
            name = "list",
            description = "Lists the tokens that are not revoked, oldest first.",
            mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "as JSON") boolean json) {
        return run(() -> database -> list(database.store().list(), json));
    }

    private int list(List<StoredToken> tokens, boolean json) {
        if (json) {
            out.println(TokenTable.json(tokens));
        } else {
            TokenTable.lines(tokens, clock.instant()).forEach(out::println);
        }
        return DONE;
    }

    @Command(
            name = "revoke",
            description = "Revokes a token; a running server notices within a second.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(
                            paramLabel = "ID",
                            description = "the token's id, or its beginning if only one has it")
                    String id) {
        return run(() -> {
            if (id.isEmpty()) {
                throw new TokenArguments.Misuse("say which token, by its id");
            }
            return database -> revoke(database.store(), id);
        });
    }

    private int revoke(TokenStore store, String idStart) {
        List<StoredToken> found =
                store.list().stream()
                        .filter(token -> token.id().text().startsWith(idStart))
                        .toList();
        if (found.isEmpty()) {
            err.println("No token has an id that begins with '" + idStart + "'");
            return FAILED;
        }
        if (found.size() > 1) {
            err.println("More than one token has an id that begins with '" + idStart + "':");
            found.forEach(token -> err.println("  " + TokenTable.summary(token)));
            return FAILED;
        }
        StoredToken token = found.getFirst();
        if (!store.revoke(token.id(), clock.instant())) {
            err.println("Somebody else has just revoked " + TokenTable.summary(token));
            return FAILED;
        }
        err.println("Revoked " + TokenTable.summary(token));
        return DONE;
    }

    /**
     * Reads the arguments before the database is opened, so that a typing error creates no
     * database.
     */
    private int run(Supplier<Work> reading) {
        try {
            Work work = reading.get();
            try (TokenDatabase database = opening.get()) {
                return work.on(database);
            }
        } catch (TokenArguments.Misuse e) {
            err.println("flowkeep token: " + e.getMessage());
            return MISUSED;
        } catch (StoreFault e) {
            err.println("flowkeep token: the token database cannot be used: " + e.getMessage());
            return FAILED;
        } finally {
            out.flush();
            err.flush();
        }
    }
}
