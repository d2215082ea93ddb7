package io.flowkeep.http;

import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's own event interface, which Netty reaches by a library in machine code. Netty would
 * unpack it at each start into a temporary folder, which a read-only container does not have.
 */
public final class NativeTransport {
    private static final Logger LOG = LoggerFactory.getLogger(NativeTransport.class);

    private NativeTransport() {}

    /**
     * Loads the library from a folder that holds what its jar holds, if there is one for this
     * machine; Netty finds it loaded. Where it cannot be loaded, Java's own interface is used.
     */
    @SuppressWarnings("restricted") // the launcher and the jar's manifest allow it
    public static void isUnpackedIn(Path folder) {
        String processor =
                switch (System.getProperty("os.arch", "")) {
                    case "amd64" -> "x86_64";
                    case "aarch64" -> "aarch_64";
                    case String other -> other;
                };
        String name = System.mapLibraryName("netty_transport_native_epoll_" + processor);
        Path library = folder.resolve("META-INF/native").resolve(name);
        if (!Files.isReadable(library)) {
            return;
        }
        try {
            System.load(library.toString());
        } catch (UnsatisfiedLinkError e) {
            LOG.debug("{} cannot be loaded", library, e);
        }
    }
}
