package io.flowkeep.storage.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement or a piece of one, with the parameters of its question marks in their order. Pieces
 * are joined together with their parameters, so the two always match. Texts are the program's own;
 * values from outside are always parameters. Immutable.
 */
public final class Sql {
    /** An empty piece. */
    public static final Sql NOTHING = new Sql(new String[0], new Object[0]);

    /** Joined only at the end, since each change makes statements of many pieces. */
    private final String[] texts;

    private final @Nullable Object[] parameters;

    private Sql(String[] texts, @Nullable Object[] parameters) {
        this.texts = texts;
        this.parameters = parameters;
    }

    /**
     * A piece.
     *
     * @param text without a question mark that is none of a parameter
     * @param parameters texts, numbers, byte arrays and arrays; an array of objects must come as an
     *     {@code Object}, or it is taken apart
     */
    public static Sql of(String text, @Nullable Object... parameters) {
        if (marks(text) != parameters.length) {
            throw new IllegalArgumentException(parameters.length + " parameters for: " + text);
        }
        return text.isEmpty() ? NOTHING : new Sql(new String[] {text}, parameters.clone());
    }

    private static int marks(String text) {
        int marks = 0;
        for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
            marks++;
        }
        return marks;
    }

    /** The pieces one after the other, with a text between each two; empty ones are left out. */
    public static Sql join(String between, List<Sql> pieces) {
        Sql link = of(between);
        List<Sql> all = new ArrayList<>(2 * pieces.size());
        for (Sql piece : pieces) {
            if (!piece.isNothing()) {
                all.add(all.isEmpty() ? NOTHING : link);
                all.add(piece);
            }
        }
        return NOTHING.then(all.toArray(Sql[]::new));
    }

    /** This piece and others behind it. */
    public Sql then(Sql... next) {
        int textsOfAll = texts.length;
        int parametersOfAll = parameters.length;
        for (Sql each : next) {
            textsOfAll += each.texts.length;
            parametersOfAll += each.parameters.length;
        }
        String[] allTexts = Arrays.copyOf(texts, textsOfAll);
        @Nullable Object[] allParameters = Arrays.copyOf(parameters, parametersOfAll);
        int text = texts.length;
        int parameter = parameters.length;
        for (Sql each : next) {
            System.arraycopy(each.texts, 0, allTexts, text, each.texts.length);
            System.arraycopy(each.parameters, 0, allParameters, parameter, each.parameters.length);
            text += each.texts.length;
            parameter += each.parameters.length;
        }
        return new Sql(allTexts, allParameters);
    }

    /** This piece and another one behind it, as {@link #of} makes it. */
    public Sql then(String nextText, @Nullable Object... itsParameters) {
        return then(of(nextText, itsParameters));
    }

    /** This piece, or {@link #NOTHING}. */
    public Sql when(boolean isWanted) {
        return isWanted ? this : NOTHING;
    }

    /** Whether it has no text. */
    public boolean isNothing() {
        return texts.length == 0;
    }

    /** The text with its question marks. */
    public String text() {
        return texts.length == 1 ? texts[0] : String.join("", texts);
    }

    /** The parameters in the order of the question marks. */
    public List<@Nullable Object> parameters() {
        List<@Nullable Object> all = Arrays.asList(parameters);
        return Collections.unmodifiableList(all);
    }

    @Override
    public String toString() {
        return text();
    }
}
