/**
 * Ids of teams and projects. Every room may use them; this package uses none. A value in hand has
 * already passed its checks, so it is safe as a folder name, a key part and a database parameter.
 * The one trap: the text is what the client sent, never trimmed or folded.
 */
@NullMarked
package io.flowkeep.ids;

import org.jspecify.annotations.NullMarked;
