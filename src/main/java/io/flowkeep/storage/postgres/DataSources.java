package io.flowkeep.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flowkeep.storage.postgres.PostgresServer.Protection;
import io.flowkeep.trust.Trust;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connections to a server. */
final class DataSources {
    private static final String VERIFIED = "verify-full";

    /** How often a statement is sent before it is prepared under a name: the driver's default. */
    private static final int PREPARED_AFTER = 5;

    /**
     * Prepares statements for one use only: behind a pooler, another client may have used their
     * names.
     */
    private static final int NEVER_PREPARED = 0;

    /**
     * Makes the driver send all its settings at once: a new connection then needs no further query,
     * which a full pooler would delay.
     */
    private static final String OLDEST = "13";

    /** For the first connection, while a process with little CPU still loads the driver. */
    private static final Duration STARTING = Duration.ofSeconds(15);

    /** For a connection that was not used for a while; it comes on top of the wait for one. */
    private static final Duration VALIDATION = Duration.ofMillis(400);

    private final PostgresServer server;
    private final PostgresSettings settings;

    DataSources(PostgresServer server, PostgresSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** Single connections for the work at a start, without limits on statements. */
    DataSource single() {
        return source(STARTING);
    }

    private PGSimpleDataSource source(Duration connecting) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {server.host()});
        source.setPortNumbers(new int[] {server.port()});
        source.setDatabaseName(server.database());
        if (!server.user().isEmpty()) {
            source.setUser(server.user());
        }
        if (!server.password().reveal().isEmpty()) {
            source.setPassword(server.password().reveal());
        }
        source.setApplicationName("flowkeep");
        source.setAssumeMinServerVersion(OLDEST);
        source.setTcpKeepAlive(true);
        source.setPrepareThreshold(NEVER_PREPARED);
        source.setConnectTimeout(seconds(connecting));
        source.setLoginTimeout(seconds(connecting));
        protect(source, server.protection(), settings.trust());
        return source;
    }

    /** Single connections that wait for an answer no longer than the patience. */
    DataSource watching() {
        PGSimpleDataSource source = source(settings.patience());
        source.setSocketTimeout(seconds(settings.patience()));
        return source;
    }

    /** A few connections that are kept, with limits on how long a statement takes. */
    HikariDataSource pool(SessionOwner route) {
        PGSimpleDataSource source = source(settings.patience());
        source.setSocketTimeout(seconds(silence(route)));
        if (route == SessionOwner.DIRECT) {
            source.setPrepareThreshold(PREPARED_AFTER);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgres-" + server.database());
        config.setDataSource(new KnownDriver(source));
        config.setMaximumPoolSize(server.connections());
        config.setConnectionTimeout(settings.borrowing().toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setInitializationFailTimeout(-1);
        if (route == SessionOwner.DIRECT) {
            config.setConnectionInitSql(settings.limits().ofSession());
        }
        return new HikariDataSource(config);
    }

    /**
     * A pooler lets statements wait for a connection, and PostgreSQL's limit on them does not count
     * until one is there.
     */
    private Duration silence(SessionOwner route) {
        return route == SessionOwner.DIRECT
                ? PostgresSettings.SILENCE
                : settings.statement().plus(settings.patience().multipliedBy(2));
    }

    private static void protect(PGSimpleDataSource source, Protection protection, Trust trust) {
        switch (protection) {
            case Protection.None() -> source.setSslMode("disable");
            case Protection.Tls(var only) -> {
                source.setSslMode(VERIFIED);
                if (only.isPresent()) {
                    source.setSslRootCert(only.get().toString());
                } else {
                    source.setSslfactory(TrustedServers.class.getName());
                    source.setSslFactoryArg(TrustedServers.nameOf(trust));
                }
            }
        }
    }

    private static int seconds(Duration time) {
        return Math.max(1, Math.toIntExact(time.toSeconds()));
    }
}
