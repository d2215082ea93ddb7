package io.flowkeep;

import java.util.Objects;

/** The version of the jar. Stateless. */
public final class Version {
    private Version() {}

    /** For example {@code 0.1.0}; {@code unpackaged} when run from loose classes. */
    public static String text() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
