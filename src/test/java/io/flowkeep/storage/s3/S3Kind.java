package io.flowkeep.storage.s3;

import java.util.function.Supplier;

/** The stores on which the driver is tried. */
public enum S3Kind {
    /** S3Mock, which checks every condition. */
    MOCK(S3Server::require),
    /** Ceph's gateway, which checks some, and wants tags without their quotes. */
    CEPH(S3Server::requireCeph);

    private final Supplier<S3Server> server;

    S3Kind(Supplier<S3Server> server) {
        this.server = server;
    }

    /** A running one. Without it the test is skipped, in CI it fails. */
    public S3Server require() {
        return server.get();
    }
}
