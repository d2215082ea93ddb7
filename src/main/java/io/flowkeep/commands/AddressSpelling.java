package io.flowkeep.commands;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.FlowsConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.text.Percent;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How addresses are spelled. Stateless. */
final class AddressSpelling {
    private static final List<String> MONGODB = List.of("mongodb://", "mongodb+srv://");
    private static final String FORMS =
            "sqlite:FILE, folder:FOLDER, ndjson:FILE, tar:FILE, s3://BUCKET,"
                    + " mongodb://HOST/DATABASE, postgres://HOST/DATABASE, or - for standard"
                    + " input and output";

    private AddressSpelling() {}

    static Address read(String text) throws Address.Unknown {
        if (RecordPlace.isUrl(text)) {
            return postgres(text);
        }
        if (MONGODB.stream().anyMatch(text::startsWith)) {
            return new Address.MongoDb(FlowsConfig.Storage.MongoDb.at(text));
        }
        if (text.startsWith("s3://")) {
            return bucket(text.substring("s3://".length()));
        }
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "sqlite" -> new Address.Sqlite(path(rest));
            case "folder" -> new Address.Folder(path(rest));
            case "ndjson" -> new Address.Lines(path(rest));
            case "tar" -> new Address.Tar(path(rest));
            default -> byEnding(text);
        };
    }

    private static Address postgres(String text) throws Address.Unknown {
        String shown = Passwords.masked(text);
        try {
            return new Address.Postgres(RecordPlace.of(text), shown);
        } catch (IllegalArgumentException e) {
            throw new Address.Unknown(shown + ": " + e.getMessage());
        }
    }

    private static Address byEnding(String text) throws Address.Unknown {
        String ending = text.toLowerCase(Locale.ROOT);
        if (ending.endsWith(".ndjson") || ending.endsWith(".jsonl")) {
            return new Address.Lines(path(text));
        }
        if (ending.endsWith(".tar")) {
            return new Address.Tar(path(text));
        }
        throw new Address.Unknown(
                "'" + Passwords.masked(text) + "' is no address; there are " + FORMS);
    }

    private static Path path(String text) throws Address.Unknown {
        if (text.isEmpty()) {
            throw new Address.Unknown("the address names no file");
        }
        return Path.of(text).toAbsolutePath().normalize();
    }

    private static Address.Bucket bucket(String rest) throws Address.Unknown {
        int mark = rest.indexOf('?');
        String name = mark < 0 ? rest : rest.substring(0, mark);
        Map<String, String> options = options(mark < 0 ? "" : rest.substring(mark + 1));
        if (name.isEmpty() || name.contains("/")) {
            throw new Address.Unknown("s3://BUCKET names a bucket and no path in it");
        }
        Optional<URI> endpoint = Optional.empty();
        String url = options.remove("endpoint");
        if (url != null) {
            endpoint = Optional.of(endpoint(url));
        }
        Optional<String> region = Optional.ofNullable(options.remove("region"));
        boolean pathStyle = flag(options.remove("pathStyle"));
        if (!options.isEmpty()) {
            throw new Address.Unknown(
                    "s3://BUCKET knows the options endpoint, region and pathStyle, not "
                            + String.join(", ", options.keySet()));
        }
        return new Address.Bucket(FilesConfig.Storage.Bucket.of(name, region, endpoint, pathStyle));
    }

    private static URI endpoint(String url) throws Address.Unknown {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && uri.getScheme().startsWith("http")) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new Address.Unknown("endpoint is no URL such as https://s3.example.com");
    }

    private static boolean flag(@Nullable String text) throws Address.Unknown {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new Address.Unknown("pathStyle is true or false");
    }

    private static Map<String, String> options(String query) throws Address.Unknown {
        Map<String, String> options = new HashMap<>();
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(option.substring(0, equals), decoded(option.substring(equals + 1)));
            } else if (!option.isEmpty()) {
                throw new Address.Unknown("an option is written NAME=VALUE");
            }
        }
        return options;
    }

    private static String decoded(String value) throws Address.Unknown {
        if (!Percent.isWhole(value)) {
            throw new Address.Unknown("a % in an option must be followed by two digits");
        }
        return Percent.decodeEscapes(value);
    }
}
