package io.flowkeep.config;

/** The words that {@code driver.type} may have. */
enum FilesDriver {
    LOCALFS,
    MEMORY,
    S3
}
