package io.flowkeep.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * All that an operator can decide, checked and with paths made absolute. Immutable; read once at
 * start by {@link Configuration}. No folder named here has been created yet.
 *
 * @param http the port and its limits
 * @param auth who says which token is good
 * @param tokens where the built-in tokens are: those of operators, at least
 * @param files where files are kept
 * @param context where context is kept
 * @param flows where flows are kept and who is told of them
 * @param logging what is logged and how
 * @param telemetry what is measured for others to read
 * @param trust whom outgoing TLS connections trust
 * @param durability what an answered write survives
 * @param control where the control socket is to be
 */
public record ServerConfig(
        Http http,
        AuthConfig auth,
        RecordPlace tokens,
        FilesConfig files,
        ContextConfig context,
        FlowsConfig flows,
        Logging logging,
        Telemetry telemetry,
        TrustConfig trust,
        Durability durability,
        Path control) {

    /**
     * The server's front door.
     *
     * @param host the name or address to listen on
     * @param port 0 for a free one
     * @param maxRequests in work at once
     * @param maxHeader request line and headers together
     * @param idleTimeout for a connection without a request
     * @param bodyTimeout for a client that neither sends nor takes a byte
     * @param shutdownGrace for requests in work at a stop
     */
    public record Http(
            String host,
            int port,
            int maxRequests,
            ByteSize maxHeader,
            Duration idleTimeout,
            Duration bodyTimeout,
            Duration shutdownGrace) {}

    /**
     * What is logged.
     *
     * @param level the least level
     * @param http the least level of the lines about requests
     * @param style what a line looks like
     */
    public record Logging(LogLevel level, LogLevel http, LogStyle style) {}

    /**
     * What is measured.
     *
     * @param prometheus whether /metrics is answered
     */
    public record Telemetry(boolean prometheus) {}
}
