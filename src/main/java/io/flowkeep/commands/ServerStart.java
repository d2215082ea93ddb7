package io.flowkeep.commands;

import io.flowkeep.config.ServerConfig;
import io.flowkeep.server.App;
import io.flowkeep.server.RunningServer;
import io.flowkeep.server.StartException;

/** How a server is started; {@link App} in the product. */
@FunctionalInterface
public interface ServerStart {

    /**
     * Starts a server; returns when it answers.
     *
     * @throws StartException if it cannot start, with what was begun undone
     */
    RunningServer start(ServerConfig config) throws StartException;
}
