/**
 * The only place that opens a store: typed configuration in, store out, whether a server, a token
 * command, an import or an export asks. Chooses drivers by a {@code switch} over sealed
 * configuration without a default. Must not know routes, the server, commands or moves. Trap: what
 * is opened is noted in {@code Opened} at once, and the creator of the {@code Opening} closes that.
 */
@NullMarked
package io.flowkeep.stores;

import org.jspecify.annotations.NullMarked;
