package io.flowkeep.storage.mongodb;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;
import org.slf4j.LoggerFactory;

/** A server that speaks MongoDB's protocol, in memory, on a free port of the loopback. */
public final class StandInMongo implements AutoCloseable {
    private MongoServer server = new MongoServer(new MemoryBackend());
    private final InetSocketAddress address = server.bind();

    static {
        // it warns of each index that it has no use for
        if (LoggerFactory.getLogger("de.bwaldvogel.mongo") instanceof Logger log) {
            log.setLevel(Level.ERROR);
        }
    }

    /** Where a database of it is. */
    public String url(String database) {
        return "mongodb://127.0.0.1:" + address.getPort() + "/" + database;
    }

    int port() {
        return address.getPort();
    }

    void stop() {
        server.shutdownNow();
    }

    /** On the same port; what was stored is gone. */
    void restart() {
        server = new MongoServer(new MemoryBackend());
        server.bind(address);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
