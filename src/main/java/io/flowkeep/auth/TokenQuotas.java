package io.flowkeep.auth;

import io.flowkeep.auth.Quotas.ContextLimit;
import java.util.OptionalLong;

/**
 * The limits that come with a built-in token. Immutable.
 *
 * @param fileBytes for the files of a project; 0 leaves it to the configuration
 * @param contextBytes for the context of a project; 0 leaves it to the configuration
 */
public record TokenQuotas(long fileBytes, long contextBytes) {

    /** What the FlowFuse platform gives by default: 100 MiB of files and 1 MiB of context. */
    public static final TokenQuotas USUAL = new TokenQuotas(104_857_600, 1_048_576);

    /** No limits of its own. */
    public static final TokenQuotas FROM_CONFIG = new TokenQuotas(0, 0);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is below zero
     */
    public TokenQuotas {
        if (fileBytes < 0 || contextBytes < 0) {
            throw new IllegalArgumentException("a quota is 0 or more bytes");
        }
    }

    Quotas asQuotas() {
        return new Quotas(
                fileBytes == 0 ? OptionalLong.empty() : OptionalLong.of(fileBytes),
                contextBytes == 0
                        ? new ContextLimit.FromConfig()
                        : new ContextLimit.Bytes(contextBytes));
    }
}
