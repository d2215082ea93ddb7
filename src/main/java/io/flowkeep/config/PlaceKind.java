package io.flowkeep.config;

/** The words that {@code tokens.type} and {@code usage.type} may have. */
enum PlaceKind {
    AUTO,
    SQLITE,
    POSTGRES
}
