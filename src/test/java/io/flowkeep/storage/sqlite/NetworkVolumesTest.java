package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class NetworkVolumesTest {

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "NFS4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.s3fs"})
    void reaches_over_a_network(String type) {
        assertTrue(NetworkVolumes.isNetwork(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuse.mergerfs", ""})
    void is_of_this_machine(String type) {
        assertFalse(NetworkVolumes.isNetwork(type));
    }
}
