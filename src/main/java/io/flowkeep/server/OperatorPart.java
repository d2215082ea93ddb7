package io.flowkeep.server;

import io.flowkeep.auth.OperatorAudit;
import io.flowkeep.auth.OperatorAuthority;
import io.flowkeep.auth.http.OperatorGate;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.control.ControlCommand;
import io.flowkeep.control.ControlSocket;
import io.flowkeep.control.ControlWatch;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.http.RecountRoutes;
import io.flowkeep.http.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what operators can ask of the server: the parts register it while they are opened, and
 * it becomes routes and commands of the control socket. For the starting thread.
 */
final class OperatorPart {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorPart.class);

    private final ServerConfig config;
    private final OperatorGate gate;
    private final List<Route> routes = new ArrayList<>();
    private final List<ControlCommand> commands = new ArrayList<>();

    OperatorPart(ServerConfig config, BuiltInTokens tokens, Parts parts) {
        this.config = config;
        this.gate =
                new OperatorGate(
                        new OperatorAuthority(
                                tokens.operators(),
                                switch (config.auth()) {
                                    case AuthConfig.BuiltIn _ -> OperatorAuthority.Clients.BUILT_IN;
                                    case AuthConfig.Platform _ -> OperatorAuthority.Clients.FOREIGN;
                                },
                                parts.clock(),
                                System::nanoTime));
    }

    /** Lets operators have files counted, where there are files. */
    void offer(Recounts recounts) {
        routes.addAll(new RecountRoutes(gate, recounts).routes());
        commands.add(new RecountCommand(recounts));
    }

    /** What has been offered so far. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /** Opens the control socket; if that fails, the server goes on without one and logs it. */
    void listen(Parts parts) {
        try {
            parts.add(ControlSocket.open(config.control(), commands, new Audit()));
        } catch (IOException e) {
            LOG.info(
                    "no control socket, so no local commands such as 'usage recount': {}",
                    e.getMessage());
        }
    }

    private static final class Audit implements ControlWatch {
        @Override
        public void begun(String who, String command, String about) {
            OperatorAudit.begun(who, command, about);
        }

        @Override
        public void ended(String who, String command, String how) {
            OperatorAudit.ended(who, command, how);
        }
    }
}
