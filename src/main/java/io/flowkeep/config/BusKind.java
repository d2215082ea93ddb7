package io.flowkeep.config;

/** The words that {@code events.type} may have. */
enum BusKind {
    INPROCESS,
    RABBITMQ
}
