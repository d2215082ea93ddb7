/**
 * What the drivers for SQL databases share: running statements and reading rows. It knows no table
 * of ours. Times are UTC milliseconds. The one trap: a session's statements are kept and used
 * again, so a row reader must not run the statement it is reading from.
 */
@NullMarked
package io.flowkeep.storage.sql;

import org.jspecify.annotations.NullMarked;
