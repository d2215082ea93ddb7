/**
 * Context, flows, usage and tokens in PostgreSQL, for any number of servers side by side.
 *
 * <p>Trap: works may run more than once, since what PostgreSQL refuses for now (deadlock, failed
 * serialisation) and what a lost connection undid is tried again.
 */
@NullMarked
package io.flowkeep.storage.postgres;

import org.jspecify.annotations.NullMarked;
