package io.flowkeep.flows;

import io.flowkeep.text.Percent;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /**
     * Whether a text cannot be a step's name in any flow: it leads out of its folder as it is, or
     * once decoded as this server decodes. {@link #parse} refuses more.
     */
    public static boolean climbs(String text) {
        return climbs(text, each -> Percent.decode(each).orElse(each));
    }

    private static boolean isName(String text) {
        // Also refuses a name with an escaped dot, which no step has.
        return !text.isEmpty()
                && !climbs(text, Percent::decodeEscapes)
                && !text.toLowerCase(Locale.ROOT).contains("%2e");
    }

    private static boolean climbs(String text, UnaryOperator<String> decoding) {
        String decoded = text;
        for (int i = 0; i < DECODED_TOO_OFTEN; i++) {
            boolean climbs =
                    decoded.contains("/")
                            || decoded.contains("\\")
                            || decoded.contains("..")
                            || decoded.equals(".");
            if (climbs || decoded.chars().anyMatch(Character::isISOControl)) {
                return true;
            }
            decoded = decoding.apply(decoded);
        }
        return false;
    }
}
