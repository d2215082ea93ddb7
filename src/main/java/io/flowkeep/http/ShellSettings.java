package io.flowkeep.http;

import java.time.Duration;

/**
 * The numbers of the server shell. Immutable.
 *
 * @param host the address or name to listen on
 * @param port 1 to 65535, or 0 for any free port
 * @param maxConcurrentRequests how many requests may be under way; one more is answered 503
 * @param maxHeadBytes how long the request line, and the headers together, may be; more is 431
 * @param idleTimeout after which a silent connection is closed, also in the middle of a head
 * @param bodyTimeout how long a client may be silent in the middle of a body, or not take what is
 *     sent
 * @param shutdownGrace how long requests under way may go on after a stop was asked for
 */
public record ShellSettings(
        String host,
        int port,
        int maxConcurrentRequests,
        int maxHeadBytes,
        Duration idleTimeout,
        Duration bodyTimeout,
        Duration shutdownGrace) {}
