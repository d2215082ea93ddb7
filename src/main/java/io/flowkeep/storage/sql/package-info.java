/**
 * What the drivers for SQL databases share: composing and running statements, and what all of them
 * store and search in the same way. It knows no database in particular; where statements differ,
 * they stay with their driver. Times are UTC milliseconds. The one trap: a session's statements are
 * kept and used again, so a row reader must not run the statement it is reading from.
 */
@NullMarked
package io.flowkeep.storage.sql;

import org.jspecify.annotations.NullMarked;
