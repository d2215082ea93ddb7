/**
 * The running server, put together: {@link io.flowkeep.server.App} opens the parts in order, starts
 * the chores, listens, and closes all in the opposite order. Knows every room; only the command
 * line knows it. Trap: what is opened must be given to {@code Parts} at once, or nobody closes it
 * when a later part fails.
 */
@NullMarked
package io.flowkeep.server;

import org.jspecify.annotations.NullMarked;
