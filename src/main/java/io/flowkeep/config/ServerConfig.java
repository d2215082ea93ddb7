package io.flowkeep.config;

import io.flowkeep.faults.Durability;
import io.flowkeep.http.ShellSettings;
import io.flowkeep.logging.LogSettings;
import io.flowkeep.trust.TrustSettings;
import java.nio.file.Path;

/**
 * All that an operator can decide, checked and with paths made absolute. Immutable; read once at
 * start by {@link Configuration}. No folder named here has been created yet.
 *
 * @param http the port and its limits
 * @param auth which authority decides about tokens
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
        ShellSettings http,
        AuthConfig auth,
        RecordPlace tokens,
        FilesConfig files,
        ContextConfig context,
        FlowsConfig flows,
        LogSettings logging,
        Telemetry telemetry,
        TrustSettings trust,
        Durability durability,
        Path control) {

    /**
     * What is measured.
     *
     * @param prometheus whether /metrics is answered
     */
    public record Telemetry(boolean prometheus) {}
}
