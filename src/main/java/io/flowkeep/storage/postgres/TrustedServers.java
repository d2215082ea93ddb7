package io.flowkeep.storage.postgres;

import io.flowkeep.trust.Trust;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.ssl.WrappedFactory;

/**
 * Makes TLS connections with the server's own trust. The driver makes it by name and hands over
 * nothing but a text, hence public, and hence the numbers; it compares the host name itself. Safe
 * for concurrent use.
 */
public final class TrustedServers extends WrappedFactory {
    /** Each trust that a database was opened with; a process makes one. */
    private static final CopyOnWriteArrayList<Trust> KNOWN = new CopyOnWriteArrayList<>();

    /**
     * For the driver.
     *
     * @param name what {@link #nameOf} said
     */
    public TrustedServers(String name) {
        factory = KNOWN.get(Integer.parseInt(name)).context().getSocketFactory();
    }

    /** A text that the driver may hand over. */
    static String nameOf(Trust trust) {
        KNOWN.addIfAbsent(trust);
        return Integer.toString(KNOWN.indexOf(trust));
    }
}
