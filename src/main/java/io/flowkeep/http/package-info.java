/**
 * The front door: port, limits, time-outs, request ids, access log, health, metrics and last-resort
 * errors. It hands each request to a feature's handler on a virtual thread of its own and carries
 * the reply back. It knows no feature. Its one trap: Vert.x objects belong to the event loop and
 * must not leave this package; a handler sees only {@link io.flowkeep.http.Request} and {@link
 * io.flowkeep.http.Reply}.
 */
@NullMarked
package io.flowkeep.http;

import org.jspecify.annotations.NullMarked;
