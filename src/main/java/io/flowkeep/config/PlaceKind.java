package io.flowkeep.config;

import java.util.Map;

/** The words that {@code tokens.type} and {@code usage.type} may have. */
enum PlaceKind {
    AUTO,
    SQLITE,
    POSTGRES;

    static ValueType<PlaceKind> type() {
        return ValueType.choice(Map.of("auto", AUTO, "sqlite", SQLITE, "postgres", POSTGRES));
    }
}
