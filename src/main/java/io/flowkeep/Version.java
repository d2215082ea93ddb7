package io.flowkeep;

import java.util.Objects;

/** The version of the jar. Stateless. */
final class Version {
    private Version() {}

    /** For example {@code 0.1.0}; {@code unpackaged} when run from loose classes. */
    static String text() {
        return Objects.requireNonNullElse(
                Main.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
