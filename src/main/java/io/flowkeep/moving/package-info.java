/**
 * Import and export: flows, context and files from any store to any other, and to neutral files and
 * back. A {@link io.flowkeep.moving.Source} gives records, a {@link io.flowkeep.moving.Target}
 * takes them, and {@link io.flowkeep.moving.Move} carries them over, notes each in a {@link
 * io.flowkeep.moving.Journal} and checks them at the end. Knows the stores' interfaces, but no HTTP
 * and no driver.
 *
 * <p>Trap: the journal must never be ahead of what the target has made safe, or an interrupted move
 * goes on behind records that are lost. So the target is saved first.
 */
@NullMarked
package io.flowkeep.moving;

import org.jspecify.annotations.NullMarked;
