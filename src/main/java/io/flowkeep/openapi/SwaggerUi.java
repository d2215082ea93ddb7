package io.flowkeep.openapi;

import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Swagger UI's files from its jar, and our own page and start-up script around them. Files are read
 * when they are first asked for and then kept, about 2 MB in all. Only the names listed here lead
 * to a file, so none can lead anywhere else. Safe for concurrent use.
 */
final class SwaggerUi {
    private static final String JAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String PNG = "image/png";
    private static final String OWN_SCRIPT = "flowkeep-initializer.js";

    /**
     * The page names files with the version they have, so a cached file never belongs to another
     * version.
     */
    private static final String KEPT = "public, max-age=86400";

    private static final Map<String, String> MEDIA_TYPES =
            Map.of(
                    "swagger-ui.css",
                    CSS,
                    "index.css",
                    CSS,
                    "swagger-ui-bundle.js",
                    JAVASCRIPT,
                    "favicon-16x16.png",
                    PNG,
                    "favicon-32x32.png",
                    PNG,
                    OWN_SCRIPT,
                    JAVASCRIPT);

    private final String folder;
    private final String page;
    private final Map<String, Asset> read = new ConcurrentHashMap<>();

    /**
     * Finds the jar.
     *
     * @param version the server's own
     * @throws IllegalStateException if it is not on the class path
     */
    SwaggerUi(String version) {
        String jarVersion = jarVersion();
        this.folder = "/META-INF/resources/webjars/swagger-ui/" + jarVersion + "/";
        this.page =
                new String(bytes("/openapi/page.html"), StandardCharsets.UTF_8)
                        .replace("{version}", jarVersion + "-" + safe(version));
    }

    /** A file by its name below {@code /api-docs/}. */
    Optional<Asset> file(String name) {
        return Optional.ofNullable(MEDIA_TYPES.get(name))
                .map(type -> read.computeIfAbsent(name, _ -> Asset.of(type, KEPT, content(name))));
    }

    /**
     * The page, with links that fit its place, so that it works behind any prefix of a proxy.
     *
     * @param depth how many folders it is below {@code /api-docs/}
     */
    Asset page(int depth) {
        String relative = page.replace("{base}", "./" + "../".repeat(depth));
        return Asset.of("text/html; charset=utf-8", Asset.CHECKED, Utf8.bytes(relative));
    }

    private byte[] content(String name) {
        return bytes(name.equals(OWN_SCRIPT) ? "/openapi/initializer.js" : folder + name);
    }

    private static String jarVersion() {
        try (@Nullable InputStream in = SwaggerUi.class.getResourceAsStream(JAR)) {
            if (in == null) {
                throw new IllegalStateException("Swagger UI is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String safe(String version) {
        return version.replaceAll("[^A-Za-z0-9._-]", "-");
    }

    private static byte[] bytes(String name) {
        try (@Nullable InputStream in = SwaggerUi.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
