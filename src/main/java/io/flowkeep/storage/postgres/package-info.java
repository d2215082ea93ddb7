/**
 * Context, flows, usage and tokens in PostgreSQL, for any number of servers side by side.
 *
 * <p>Trap: works may run more than once, since they are tried again if PostgreSQL refuses them
 * temporarily (deadlock, failed serialisation) or a lost connection undid them.
 */
@NullMarked
package io.flowkeep.storage.postgres;

import org.jspecify.annotations.NullMarked;
