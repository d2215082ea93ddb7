package io.flowkeep.openapi;

import io.flowkeep.http.HttpShell;
import io.flowkeep.http.ShellParts;
import io.flowkeep.http.ShellSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A server with nothing but the description. */
final class DocumentedShell {
    private DocumentedShell() {}

    static HttpShell start() throws IOException {
        ShellSettings settings =
                new ShellSettings(
                        "127.0.0.1",
                        0,
                        100,
                        16 * 1024,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
        ShellParts parts =
                new ShellParts(
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> "id",
                        values -> !values.isEmpty(),
                        _ -> {});
        return HttpShell.start(settings, parts, List.of(new ApiDocsFace("1.2.3")), List.of());
    }
}
