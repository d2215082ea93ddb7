package io.flowkeep.flows;

import io.flowkeep.text.Percent;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a step. One in hand can only be read as a name, also by a service that decodes it
 * once too often: no slash, no backslash, no two dots in a row, no dot alone, no control character.
 */
public record StepId(String text) {
    private static final int DECODED_TOO_OFTEN = 3;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it could be read as more; {@link #parse} tells
     */
    public StepId {
        if (!isName(text)) {
            throw new IllegalArgumentException("not the name of a step");
        }
    }

    /** Empty if it could be read as more than a name. */
    public static Optional<StepId> parse(String text) {
        return isName(text) ? Optional.of(new StepId(text)) : Optional.empty();
    }

    private static boolean isName(String text) {
        String decoded = text;
        for (int i = 0; i < DECODED_TOO_OFTEN; i++) {
            boolean climbs =
                    decoded.contains("/")
                            || decoded.contains("\\")
                            || decoded.contains("..")
                            || decoded.equals(".");
            if (climbs || decoded.chars().anyMatch(Character::isISOControl)) {
                return false;
            }
            decoded = Percent.decodeEscapes(decoded);
        }
        // Such a name would be one, but nobody has it.
        return !text.isEmpty() && !text.toLowerCase(Locale.ROOT).contains("%2e");
    }
}
