/**
 * Drivers on SQLite, and the database class that they share: one writer that groups commits,
 * readers that never wait. Only {@code stores} opens databases here. Times are UTC milliseconds.
 * The one trap: a work handed to a database must not call the same database again.
 */
@NullMarked
package io.flowkeep.storage.sqlite;

import org.jspecify.annotations.NullMarked;
