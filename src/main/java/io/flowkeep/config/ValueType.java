package io.flowkeep.config;

import io.flowkeep.text.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How a key's text becomes a value. Reading throws {@link IllegalArgumentException} with a text for
 * the operator that names what it found.
 *
 * @param expected what the key takes, with unit and limits, for messages and documentation
 * @param reading from text to value
 * @param showing what of the text may be printed
 */
record ValueType<T>(String expected, Function<String, T> reading, UnaryOperator<String> showing) {

    private static <T> ValueType<T> shown(String expected, Function<String, T> reading) {
        return new ValueType<>(expected, reading, UnaryOperator.identity());
    }

    static ValueType<String> text(String expected) {
        return shown(expected, text -> check(text, !text.isBlank(), expected));
    }

    static ValueType<Secret> secret() {
        return new ValueType<>("text, never printed", Secret::new, _ -> Secret.MASK);
    }

    static ValueType<Boolean> flag() {
        return choice(Map.of("true", true, "false", false));
    }

    /** One of a few words, in any case, as the original took {@code INFO} and {@code info}. */
    static <T> ValueType<T> choice(Map<String, T> words) {
        Map<String, T> choices = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        choices.putAll(words);
        String expected = "one of " + String.join(", ", choices.keySet());
        return shown(
                expected,
                text -> {
                    T chosen = choices.get(text);
                    if (chosen == null) {
                        throw notThat(text, expected);
                    }
                    return chosen;
                });
    }

    static ValueType<Integer> count(String what, int least, int most) {
        String expected = what + " from " + least + " to " + most;
        return shown(
                expected,
                text -> {
                    check(text, text.matches("\\d{1,9}"), expected);
                    int number = Integer.parseInt(text);
                    check(text, least <= number && number <= most, expected);
                    return number;
                });
    }

    static ValueType<ByteSize> bytes(String least, String most) {
        long min = ByteSize.parse(least).bytes();
        long max = ByteSize.parse(most).bytes();
        String expected = "a size from " + least + " to " + most;
        return shown(
                expected,
                text -> {
                    ByteSize size = ByteSize.parse(text);
                    check(text, min <= size.bytes() && size.bytes() <= max, expected);
                    return size;
                });
    }

    static ValueType<Duration> time(String least, String most) {
        Duration min = DurationText.parse(least);
        Duration max = DurationText.parse(most);
        String expected = "a duration from " + least + " to " + most;
        return shown(
                expected,
                text -> {
                    Duration time = DurationText.parse(text);
                    boolean within = time.compareTo(min) >= 0 && time.compareTo(max) <= 0;
                    check(text, within, expected);
                    return time;
                });
    }

    /** An address; a user name and password in it are never printed. */
    static ValueType<URI> url() {
        String expected = "an http or https URL";
        Function<String, URI> reading =
                text -> {
                    URI url = URI.create(check(text, text.matches("https?://\\S+"), expected));
                    check(text, url.getHost() != null, expected);
                    return url;
                };
        UnaryOperator<String> showing =
                text -> text.replaceFirst("//[^/@]*@", "//" + Secret.MASK + "@");
        return new ValueType<>(expected, reading, showing);
    }

    /**
     * The address of a server, of which a user name and password are never printed.
     *
     * @param schemes a pattern
     */
    static ValueType<Secret> connection(String expected, String schemes) {
        Function<String, Secret> reading =
                text -> new Secret(check(text, text.matches(schemes + "://\\S+"), expected));
        UnaryOperator<String> showing =
                text -> text.replaceFirst("//[^/]*@", "//" + Secret.MASK + "@");
        return new ValueType<>(expected, reading, showing);
    }

    /** Texts with commas between them, taken exactly, blanks included. */
    static ValueType<List<String>> list(String expected) {
        return shown(expected, text -> List.of(text.split(",", -1)));
    }

    List<String> problems(String text) {
        try {
            var _ = reading.apply(text);
            return List.of();
        } catch (IllegalArgumentException e) {
            String said = e.getMessage();
            return List.of(said == null ? "expected " + expected : said);
        }
    }

    private static String check(String text, boolean good, String expected) {
        if (!good) {
            throw notThat(text, expected);
        }
        return text;
    }

    private static IllegalArgumentException notThat(String text, String expected) {
        return new IllegalArgumentException("\"" + text + "\" is not " + expected);
    }
}
