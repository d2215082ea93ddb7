package io.flowkeep.config;

/** The words that {@code context.options.type} may have. */
enum ContextDatabase {
    SQLITE,
    POSTGRES
}
