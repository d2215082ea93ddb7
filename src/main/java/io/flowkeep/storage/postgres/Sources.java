package io.flowkeep.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flowkeep.storage.postgres.PostgresAddress.Tls;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connections to a server. */
final class Sources {
    private static final String VERIFIED = "verify-full";

    /** For a connection that something between us and the server has forgotten. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** For a connection that was not used for a while; it comes on top of the wait for one. */
    private static final Duration VALIDATION = Duration.ofMillis(400);

    private final PostgresAddress address;
    private final PostgresSettings settings;

    Sources(PostgresAddress address, PostgresSettings settings) {
        this.address = address;
        this.settings = settings;
    }

    /** Connections one by one, without limits on what they do. */
    DataSource single() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {address.host()});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(address.database());
        if (!address.user().isEmpty()) {
            source.setUser(address.user());
        }
        if (!address.password().isEmpty()) {
            source.setPassword(address.password());
        }
        source.setApplicationName("flowkeep");
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(seconds(settings.patience()));
        source.setLoginTimeout(seconds(settings.patience()));
        protect(source, address.tls());
        return source;
    }

    /** Connections one by one that wait for no answer longer than the patience. */
    DataSource watching() {
        PGSimpleDataSource source = (PGSimpleDataSource) single();
        source.setSocketTimeout(seconds(settings.patience()));
        return source;
    }

    /** A few connections that are kept, with limits on how long a statement takes. */
    HikariDataSource pool() {
        PGSimpleDataSource source = (PGSimpleDataSource) single();
        source.setSocketTimeout(seconds(SILENCE));
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgres-" + address.database());
        config.setDataSource(source);
        config.setMaximumPoolSize(settings.connections());
        config.setConnectionTimeout(settings.borrowing().toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(
                "SET statement_timeout = "
                        + settings.statement().toMillis()
                        + "; SET lock_timeout = "
                        + settings.lock().toMillis()
                        + "; SET idle_in_transaction_session_timeout = "
                        + SILENCE.toMillis());
        return new HikariDataSource(config);
    }

    private static void protect(PGSimpleDataSource source, Tls tls) {
        switch (tls) {
            case Tls.Off() -> source.setSslMode("disable");
            case Tls.Pinned(var only) -> {
                source.setSslMode(VERIFIED);
                source.setSslRootCert(only.toString());
            }
            case Tls.Verified(var trust) -> {
                source.setSslMode(VERIFIED);
                source.setSslfactory(TrustedServers.class.getName());
                source.setSslFactoryArg(TrustedServers.nameOf(trust));
            }
        }
    }

    private static int seconds(Duration time) {
        return Math.max(1, Math.toIntExact(time.toSeconds()));
    }
}
