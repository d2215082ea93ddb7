package io.flowkeep.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which text is read, and the folder that relative paths start from. The first of these counts, and
 * the others are not looked at: the text in FF_FS_TEST_CONFIG, etc/flowkeep.yml if it sets anything
 * (the reference file as delivered is all comments), etc/flowforge-storage.local.yml,
 * etc/flowforge-storage.yml, nothing.
 *
 * @param home absolute
 * @param development whether readable logs are wanted
 * @param kind what the text is
 * @param document the text's name, for messages
 * @param reading what it says
 */
record ConfigSource(
        Path home, boolean development, Kind kind, String document, ConfigText.Reading reading) {
    static final String TEST_CONFIG = "FF_FS_TEST_CONFIG";
    static final String HOME = "FLOWFORGE_HOME";
    private static final String NODE_ENV = "NODE_ENV";
    private static final Path INSTALLED = Path.of("/opt/flowforge-file-storage");

    /** What kind of text is read. */
    enum Kind {
        /** Flowkeep's own file. */
        OWN,
        /** A configuration of the server that Flowkeep replaces. */
        ORIGINAL,
        /** None. */
        NOTHING
    }

    /**
     * Looks for the text.
     *
     * @throws ConfigException if there is one that cannot be read
     */
    static ConfigSource find(Environment environment) throws ConfigException {
        Optional<String> testConfig = environment.variable(TEST_CONFIG);
        if (testConfig.isPresent()) {
            return new ConfigSource(
                    environment.workingFolder(),
                    true,
                    Kind.ORIGINAL,
                    TEST_CONFIG,
                    ConfigText.read(TEST_CONFIG, testConfig.get()));
        }
        boolean development = isDevelopment(environment);
        Path home = home(environment, development);
        Path own = home.resolve("etc/flowkeep.yml");
        if (Files.exists(own)) {
            ConfigText.Reading reading = read(own);
            if (!reading.isEmpty()) {
                return new ConfigSource(home, development, Kind.OWN, own.toString(), reading);
            }
        }
        for (Path original : originals(home)) {
            if (Files.exists(original)) {
                return new ConfigSource(
                        home, development, Kind.ORIGINAL, original.toString(), read(original));
            }
        }
        return new ConfigSource(
                home, development, Kind.NOTHING, "no file", ConfigText.Reading.EMPTY);
    }

    /** The files of the server that Flowkeep replaces; the first that exists counts alone. */
    static List<Path> originals(Path home) {
        return List.of(
                home.resolve("etc/flowforge-storage.local.yml"),
                home.resolve("etc/flowforge-storage.yml"));
    }

    private static boolean isDevelopment(Environment environment) {
        return environment.variable(NODE_ENV).filter("development"::equals).isPresent();
    }

    private static Path home(Environment environment, boolean development) throws ConfigException {
        Optional<String> named = environment.variable(HOME);
        if (named.isPresent()) {
            Path home = environment.workingFolder().resolve(named.get()).normalize();
            if (!Files.isDirectory(home)) {
                throw new ConfigException(
                        List.of(HOME + " names " + home + ", which is not a folder"));
            }
            return home;
        }
        boolean installed = !development && Files.isDirectory(INSTALLED);
        return installed ? INSTALLED : environment.workingFolder();
    }

    private static ConfigText.Reading read(Path file) throws ConfigException {
        try {
            return ConfigText.read(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ConfigException(
                    List.of(file + ": cannot be read: " + e.getClass().getSimpleName()));
        }
    }
}
