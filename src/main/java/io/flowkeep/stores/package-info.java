/**
 * The only place that opens a store: typed configuration in, store out, whether a server, an import
 * or an export asks. Chooses drivers by a {@code switch} over sealed configuration without a
 * default. Must not know routes or commands. Trap: who opens a store here closes it.
 */
@NullMarked
package io.flowkeep.stores;

import org.jspecify.annotations.NullMarked;
