package io.flowkeep.storage.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of databases on a file system that is shared over a network. SQLite's log needs memory that
 * all who use it share, and reliable locks, which many such file systems do not really have; damage
 * shows late, often after a pod was moved. See SQLite's "Write-Ahead Logging", "How To Corrupt An
 * SQLite Database File". Stateless.
 */
final class NetworkVolumes {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkVolumes.class);

    /** The names in Linux's table of mounts. */
    private static final Set<String> TYPES =
            Set.of(
                    "nfs",
                    "nfs4",
                    "cifs",
                    "smb2",
                    "smb3",
                    "smbfs",
                    "9p",
                    "ceph",
                    "glusterfs",
                    "lustre",
                    "afs",
                    "ocfs2",
                    "gfs2",
                    "beegfs",
                    "virtiofs");

    /** FUSE file systems that are known to work over a network. */
    private static final Set<String> PROGRAMS =
            Set.of(
                    "sshfs",
                    "glusterfs",
                    "s3fs",
                    "ceph",
                    "rclone",
                    "juicefs",
                    "gcsfuse",
                    "blobfuse2");

    private NetworkVolumes() {}

    static void warn(Path file) {
        String type;
        try {
            type = Files.getFileStore(file).type();
        } catch (IOException e) {
            return; // opening the file will report what is wrong with it
        }
        if (isNetwork(type)) {
            LOG.warn(
                    "{} is on {}, a file system that is shared over a network: SQLite can be"
                            + " damaged there; use a local volume or PostgreSQL",
                    file,
                    type);
        }
    }

    static boolean isNetwork(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return TYPES.contains(name)
                || (name.startsWith("fuse.") && PROGRAMS.contains(name.substring(5)));
    }
}
