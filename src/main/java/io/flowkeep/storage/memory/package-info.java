/**
 * Stores that keep everything in memory: for tests, and for servers with {@code driver.type:
 * memory}. They give up durability and nothing else: the contracts of the rooms hold, and so do the
 * limits. Context in memory is SQLite's own {@code :memory:}. The one trap: what is kept is bounded
 * by the heap, and by quotas only if there are any.
 */
@NullMarked
package io.flowkeep.storage.memory;

import org.jspecify.annotations.NullMarked;
