package io.flowkeep.storage.s3;

/** The stores on which the driver is tried. */
public enum S3Kind {
    /** S3Mock, which checks every condition. */
    MOCK,
    /** Ceph's gateway, which checks some, and wants tags without their quotes. */
    CEPH;

    /** A running one. Without it the test is skipped, in CI it fails. */
    public S3Server require() {
        return switch (this) {
            case MOCK -> S3Server.require();
            case CEPH -> S3Server.requireCeph();
        };
    }
}
