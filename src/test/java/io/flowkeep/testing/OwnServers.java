package io.flowkeep.testing;

import io.flowkeep.testing.servers.PgBouncerNode;
import io.flowkeep.testing.servers.PostgresNode;
import io.flowkeep.testing.servers.RabbitNode;
import io.flowkeep.trust.MadeUpAuthority;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Servers of a test's own, which it may stop, kill and freeze. Where one is not installed the test
 * is skipped, in CI it fails. Stateless.
 */
public final class OwnServers {
    private OwnServers() {}

    /** PostgreSQL, with settings as {@code name=value}. */
    public static PostgresNode postgres(String... options) throws Exception {
        requirePostgres();
        return PostgresNode.start(_ -> {}, options);
    }

    /** PostgreSQL that also speaks TLS, as {@code localhost}. */
    public static PostgresNode postgresWithTls(MadeUpAuthority authority) throws Exception {
        requirePostgres();
        return PostgresNode.startWithTls(authority.serverCertificate(), authority.serverKey());
    }

    private static void requirePostgres() {
        Missing.unless(PostgresNode.isInstalled(), "PostgreSQL's server is not installed");
    }

    /** RabbitMQ in an empty folder, with lines of its rabbitmq.conf. */
    public static RabbitNode rabbit(Path home, String... configuration)
            throws IOException, InterruptedException {
        Missing.unless(RabbitNode.isInstalled(), "RabbitMQ's server is not installed");
        return RabbitNode.start(home, configuration);
    }

    /** PgBouncer; see {@link PgBouncerNode#start}. */
    public static PgBouncerNode pgBouncer(String url, String mode, String... settings)
            throws IOException, InterruptedException {
        requirePgBouncer();
        return PgBouncerNode.start(url, mode, settings);
    }

    /** Ends the test where PgBouncer is not installed. */
    public static void requirePgBouncer() {
        Missing.unless(PgBouncerNode.isInstalled(), "PgBouncer is not installed");
    }
}
