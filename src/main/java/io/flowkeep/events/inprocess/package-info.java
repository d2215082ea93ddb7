/**
 * The bus of a server that has no other software beside it: events stay in this process. A stand-in
 * for the orchestrator can sit on it that answers at once, so that flows can be seen to start and
 * stop.
 *
 * <p>Trap: an event that nobody in the process handles counts as delivered.
 */
@NullMarked
package io.flowkeep.events.inprocess;

import org.jspecify.annotations.NullMarked;
