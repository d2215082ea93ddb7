package io.flowkeep.config;

/** The words that {@code flows.storage.type} may have. */
enum FlowStorageKind {
    SQLITE,
    MEMORY,
    MONGODB,
    POSTGRES
}
