/**
 * The operator's way in on the machine itself: a socket in {@code var} on which the command line
 * asks a running server for something, in lines of JSON. Knows no command: each is a {@link
 * io.flowkeep.control.ControlCommand} that is handed over, so that a further one costs nothing
 * here.
 *
 * <p>Trap: the socket file outlives a server that was killed. What counts is the lock beside it,
 * which ends with the process.
 */
@NullMarked
package io.flowkeep.control;

import org.jspecify.annotations.NullMarked;
