package io.flowkeep.config;

import java.util.List;

/** The configuration cannot be used. Carries all that is wrong with it, for the operator. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // List.copyOf is serialisable
    private final List<String> problems;

    /** One line for each thing that is wrong, each naming its place. */
    ConfigException(List<String> problems) {
        super(String.join("\n", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** What is wrong: at least one line, each naming its place. */
    public List<String> problems() {
        return problems;
    }
}
