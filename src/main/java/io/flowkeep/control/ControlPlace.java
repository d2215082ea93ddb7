package io.flowkeep.control;

import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The socket's place in the file system while a server holds it.
 *
 * <p>Who holds the lock on the file {@code control.lock} beside the socket owns the place. The lock
 * ends with its process however that ends, so a socket without one is left over from a server that
 * was killed, and is replaced; and of two servers in one folder the second one goes without and
 * takes nothing from the first. The socket is made in a folder that nobody else may enter and moved
 * into its place once only its owner may use it, so that at no moment another user can open it.
 *
 * @param server listens
 * @param lock held as long as it is open
 */
record ControlPlace(Path socket, ServerSocketChannel server, FileChannel lock) {
    /** What the address of a socket can hold on Linux: 108 bytes, one of which ends it. */
    static final int MAX_PATH_BYTES = 107;

    private static final int MAX_WAITING = 16;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    /**
     * Takes the place, making its folder if absent.
     *
     * @throws IOException if it cannot be had, with a message for the operator
     */
    static ControlPlace take(Path socket) throws IOException {
        requireShort(socket);
        Path folder = folder(socket);
        createFolder(folder);
        FileChannel lock = lock(folder);
        try {
            return new ControlPlace(socket, listening(socket, folder), lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void requireShort(Path socket) throws IOException {
        int bytes = Utf8.length(socket.toString());
        if (bytes > MAX_PATH_BYTES) {
            throw new IOException(
                    socket
                            + " has "
                            + bytes
                            + " bytes, and the path of a socket at most "
                            + MAX_PATH_BYTES);
        }
    }

    private static Path folder(Path socket) {
        Path folder = socket.getParent();
        if (folder == null) {
            throw new IllegalArgumentException("not a file in a folder: " + socket);
        }
        return folder;
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("there is no folder " + folder + ", and it cannot be made", e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("control.lock");
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("this process may not write " + file, e);
        }
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // another server in this process
        } catch (IOException e) {
            channel.close();
            throw new IOException(file + " cannot be locked: " + e.getMessage(), e);
        }
        channel.close();
        throw new IOException("another server has " + folder);
    }

    private static ServerSocketChannel listening(Path socket, Path folder) throws IOException {
        requireSocketOrNothing(socket);
        Path workshop = folder.resolve(".control");
        Path made = workshop.resolve("s");
        Files.deleteIfExists(made);
        Files.deleteIfExists(workshop);
        Files.createDirectory(
                workshop,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(made), MAX_WAITING);
            Files.setPosixFilePermissions(made, OWNER_ONLY);
            if (!Files.getPosixFilePermissions(made).equals(OWNER_ONLY)) {
                throw new IOException("the file system of " + folder + " keeps no permissions");
            }
            Files.move(made, socket, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(workshop);
            return server;
        } catch (IOException | UnsupportedOperationException e) {
            server.close();
            Files.deleteIfExists(made);
            Files.deleteIfExists(workshop);
            throw new IOException("no socket can be made in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void requireSocketOrNothing(Path socket) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isOther()) {
                throw new FileAlreadyExistsException(socket + " is there and is no socket");
            }
        } catch (NoSuchFileException e) {
            // as it should be
        }
    }

    /** Gives the place back: first removes the socket, then releases the lock. */
    void leave() throws IOException {
        try (FileChannel _ = lock;
                ServerSocketChannel _ = server) {
            Files.deleteIfExists(socket);
        }
    }
}
