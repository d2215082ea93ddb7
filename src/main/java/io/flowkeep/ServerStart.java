package io.flowkeep;

import io.flowkeep.config.ServerConfig;

/** How a server is started; {@link App} in the product. */
@FunctionalInterface
interface ServerStart {

    /**
     * Starts a server; returns when it answers.
     *
     * @throws StartException if it cannot start, with what was begun undone
     */
    RunningServer start(ServerConfig config) throws StartException;
}
