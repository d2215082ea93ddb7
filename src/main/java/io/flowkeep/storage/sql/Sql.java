package io.flowkeep.storage.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement or a piece of one, with the parameters of its question marks in their order. Pieces
 * are joined with their parameters, so the two never come apart. Texts are the program's own;
 * whatever comes from outside is a parameter. Immutable.
 */
public final class Sql {
    /** A piece that says nothing. */
    public static final Sql NOTHING = new Sql("", List.of());

    private final String text;
    private final List<@Nullable Object> parameters;

    private Sql(String text, List<@Nullable Object> parameters) {
        this.text = text;
        this.parameters = Collections.unmodifiableList(parameters);
    }

    /**
     * A piece.
     *
     * @param text without a question mark that is none of a parameter
     * @param parameters texts, numbers, byte arrays and arrays; an array of objects must come as an
     *     {@code Object}, or it is taken apart
     */
    public static Sql of(String text, @Nullable Object... parameters) {
        if (text.chars().filter(letter -> letter == '?').count() != parameters.length) {
            throw new IllegalArgumentException(parameters.length + " parameters for: " + text);
        }
        return new Sql(text, Arrays.asList(parameters.clone()));
    }

    /** The pieces one after the other, with a text between each two; those that say nothing go. */
    public static Sql join(String between, List<Sql> pieces) {
        StringBuilder text = new StringBuilder();
        List<@Nullable Object> parameters = new ArrayList<>();
        for (Sql piece : pieces) {
            if (!piece.isNothing()) {
                text.append(text.isEmpty() ? "" : between).append(piece.text);
                parameters.addAll(piece.parameters);
            }
        }
        return new Sql(text.toString(), parameters);
    }

    /** This piece and another one behind it. */
    public Sql then(Sql next) {
        return join("", List.of(this, next));
    }

    /** This piece and another one behind it, as {@link #of} makes it. */
    public Sql then(String nextText, @Nullable Object... itsParameters) {
        return then(of(nextText, itsParameters));
    }

    /** This piece, or nothing. */
    public Sql when(boolean isWanted) {
        return isWanted ? this : NOTHING;
    }

    /** Whether it has no text. */
    public boolean isNothing() {
        return text.isEmpty();
    }

    /** The text with its question marks. */
    public String text() {
        return text;
    }

    /** The parameters in the order of the question marks. */
    public List<@Nullable Object> parameters() {
        return parameters;
    }

    @Override
    public String toString() {
        return text;
    }
}
