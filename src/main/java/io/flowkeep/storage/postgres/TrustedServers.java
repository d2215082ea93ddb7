package io.flowkeep.storage.postgres;

import io.flowkeep.trust.Trust;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.ssl.WrappedFactory;

/**
 * Makes TLS connections with the server's own trust. The driver creates this class by its name and
 * passes it only a text; so the class is public and a trust is found by a number in that text. The
 * driver compares the host name itself. Safe for concurrent use.
 */
public final class TrustedServers extends WrappedFactory {
    /** Each trust that a database was opened with; usually one per process. */
    private static final CopyOnWriteArrayList<Trust> KNOWN = new CopyOnWriteArrayList<>();

    /**
     * Called by the driver.
     *
     * @param name what {@link #nameOf} said
     */
    public TrustedServers(String name) {
        factory = KNOWN.get(Integer.parseInt(name)).context().getSocketFactory();
    }

    /** The text that the driver passes on. */
    static String nameOf(Trust trust) {
        KNOWN.addIfAbsent(trust);
        return Integer.toString(KNOWN.indexOf(trust));
    }
}
