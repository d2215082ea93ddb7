/**
 * Builds the running server: {@link io.flowkeep.server.App} opens the parts in order, starts the
 * periodic tasks, listens, and closes all in the opposite order. Knows every room; only the command
 * line knows it. Trap: what is opened must be given to {@code Parts} at once, or it stays open when
 * a later part fails.
 */
@NullMarked
package io.flowkeep.server;

import org.jspecify.annotations.NullMarked;
