package io.flowkeep.config;

/** Where a value comes from. */
sealed interface Origin {

    /** A line of a file, or of the text in an environment variable. */
    record Line(String document, int number) implements Origin {
        @Override
        public String toString() {
            return document + ":" + number;
        }
    }

    /** An environment variable. */
    record Variable(String name) implements Origin {
        @Override
        public String toString() {
            return "environment variable " + name;
        }
    }

    /** The key's own default. */
    record Fallback() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /** What the server that Flowkeep replaces does when only its variables are set. */
    record Replaced() implements Origin {
        @Override
        public String toString() {
            return "default of the Flow Repository";
        }
    }

    /** The embedded default, since no face is configured. */
    record Embedded() implements Origin {
        @Override
        public String toString() {
            return "default, nothing configured";
        }
    }
}
