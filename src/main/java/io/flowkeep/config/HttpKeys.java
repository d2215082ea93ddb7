package io.flowkeep.config;

import io.flowkeep.http.ShellSettings;
import java.time.Duration;
import java.util.List;

/** The keys of the server's front door. */
final class HttpKeys {
    private final KeyGroup keys = new KeyGroup();

    final Key<String> host =
            keys.key(
                    "host",
                    ValueType.text("a host name or address"),
                    "localhost",
                    "Where to listen. 0.0.0.0 is every interface.");
    final Key<Integer> port =
            keys.key(
                    "port",
                    ValueType.count("a port", 0, 65_535),
                    "3001",
                    "The port; 0 takes a free one. The environment variable PORT beats it.");
    final Key<Integer> maxRequests =
            keys.key(
                    "http.max_requests",
                    ValueType.count("a number of requests", 1, 1_000_000),
                    "1024",
                    "Requests in work at once; more are answered 503 with Retry-After. Bounds"
                            + " memory.");
    final Key<ByteSize> maxHeader =
            keys.key(
                    "http.max_header",
                    ValueType.bytes("1KiB", "1MiB"),
                    "16KiB",
                    "Request line and headers together; more is answered 431.");
    final Key<Duration> idleTimeout =
            keys.key(
                    "http.idle_timeout",
                    ValueType.time("1s", "1h"),
                    "72s",
                    "A connection without a request is closed after this. Longer than the usual 60"
                            + " s of proxies, so that the proxy closes first.");
    final Key<Duration> bodyTimeout =
            keys.key(
                    "http.body_timeout",
                    ValueType.time("1s", "1h"),
                    "30s",
                    "A client that sends or takes no byte for this long is cut off.");
    final Key<Duration> shutdownGrace =
            keys.key(
                    "http.shutdown_grace",
                    ValueType.time("0s", "10m"),
                    "10s",
                    "At a stop, requests in work may take this long to finish. Below the 30 s after"
                            + " which orchestrators kill.");

    List<Key<?>> all() {
        return keys.all();
    }

    ShellSettings read(Settings settings) {
        return new ShellSettings(
                settings.value(host),
                settings.value(port),
                settings.value(maxRequests),
                Math.toIntExact(settings.value(maxHeader).bytes()),
                settings.value(idleTimeout),
                settings.value(bodyTimeout),
                settings.value(shutdownGrace));
    }
}
