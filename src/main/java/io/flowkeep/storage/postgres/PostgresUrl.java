package io.flowkeep.storage.postgres;

import io.flowkeep.text.Percent;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=file}, as
 * PostgreSQL's own clients write it. A missing part has PostgreSQL's default; the parts may be
 * percent-encoded.
 */
public final class PostgresUrl {
    /** A pattern for the scheme. */
    public static final String SCHEMES = "postgres(ql)?";

    /** What a message says is expected. */
    public static final String EXPECTED = "a postgres:// URL";

    private static final int USUAL_PORT = 5432;

    private PostgresUrl() {}

    /** Whether a text is meant as such a URL. */
    public static boolean isOne(String text) {
        return text.matches(SCHEMES + "://.*");
    }

    /**
     * Reads one.
     *
     * @param text never part of an error's text, since there is a password in it
     * @param connections as in {@link PostgresServer}
     * @throws IllegalArgumentException it is no such URL, or has an option that is not supported
     */
    public static PostgresServer read(String text, int connections) {
        URI url = url(text);
        Map<String, String> options = options(url);
        Optional<Path> only = Optional.ofNullable(options.remove("sslrootcert")).map(Path::of);
        PostgresServer.Protection protection = protection(options.remove("sslmode"), only);
        if (!options.isEmpty()) {
            throw new IllegalArgumentException(
                    "not an address that can be used: knows sslmode and sslrootcert, not "
                            + String.join(", ", options.keySet()));
        }
        String[] login = login(url);
        return new PostgresServer(
                url.getHost(),
                url.getPort() == -1 ? USUAL_PORT : url.getPort(),
                Percent.decodeEscapes(url.getRawPath().substring(1)),
                login[0],
                new Secret(login[1]),
                protection,
                connections,
                PostgresServer.Sessions.AUTO);
    }

    /** The URL for people, without the password. */
    public static String shown(PostgresServer server) {
        String login = server.user().isEmpty() ? "" : encoded(server.user()) + ":***@";
        String options =
                switch (server.protection()) {
                    case PostgresServer.Protection.None() -> "";
                    case PostgresServer.Protection.Tls(var only) ->
                            "?sslmode=verify-full"
                                    + only.map(file -> "&sslrootcert=" + encoded(file.toString()))
                                            .orElse("");
                };
        String host = server.host();
        return "postgres://"
                + login
                + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
                + ":"
                + server.port()
                + "/"
                + encoded(server.database())
                + options;
    }

    private static String encoded(String text) {
        return Percent.encode(text, "-._*");
    }

    private static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "no URL: " + e.getReason() + " at character " + (e.getIndex() + 1), e);
        }
        boolean hasDatabase = url.getRawPath() != null && url.getRawPath().matches("/[^/]+");
        if (!isOne(text) || url.getHost() == null || !hasDatabase) {
            throw new IllegalArgumentException(
                    "expected postgres://USER:PASSWORD@HOST:PORT/DATABASE");
        }
        return url;
    }

    private static String[] login(URI url) {
        String info = Optional.ofNullable(url.getRawUserInfo()).orElse("");
        String[] parts = info.split(":", 2);
        return new String[] {
            Percent.decodeEscapes(parts[0]),
            parts.length == 2 ? Percent.decodeEscapes(parts[1]) : ""
        };
    }

    private static Map<String, String> options(URI url) {
        Map<String, String> options = new LinkedHashMap<>();
        String query = Optional.ofNullable(url.getRawQuery()).orElse("");
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                options.put(
                        Percent.decodeEscapes(parts[0]),
                        parts.length == 2 ? Percent.decodeEscapes(parts[1]) : "");
            }
        }
        return options;
    }

    private static PostgresServer.Protection protection(
            @Nullable String mode, Optional<Path> only) {
        if (mode == null || mode.equals("disable")) {
            return new PostgresServer.Protection.None();
        }
        if (mode.equals("verify-full")) {
            return new PostgresServer.Protection.Tls(only);
        }
        throw new IllegalArgumentException(
                "sslmode: expected disable or verify-full: "
                        + mode
                        + " would let somebody else answer");
    }
}
