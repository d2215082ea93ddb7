package io.flowkeep.testing;

import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.server.App;
import io.flowkeep.server.StartException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A whole server in this process, on a free port, configured by YAML as an operator would. */
public final class TestServer implements AutoCloseable {
    private final App app;

    private TestServer(App app) {
        this.app = app;
    }

    /**
     * Starts a server; when this returns, it answers.
     *
     * @param home what relative paths of the configuration resolve against
     * @param yaml the configuration; the port is added
     */
    public static TestServer start(Path home, String yaml) {
        return start(home, yaml, Map.of());
    }

    /** As {@link #start(Path, String)}, with more environment variables. */
    public static TestServer start(Path home, String yaml, Map<String, String> more) {
        try {
            Map<String, String> variables = new HashMap<>(more);
            variables.put("FF_FS_TEST_CONFIG", "host: 127.0.0.1\nport: 0\n" + yaml);
            Environment environment = new Environment(variables, home);
            return new TestServer(App.start(Configuration.load(environment).server()));
        } catch (ConfigException e) {
            throw new IllegalStateException(String.join("; ", e.problems()), e);
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return app.port();
    }

    /** Stops as a signal does. */
    @Override
    public void close() {
        app.stop();
    }
}
