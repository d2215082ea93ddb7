/**
 * Context: the values that flows remember, per project and scope. Keys are Node-RED's property
 * expressions, so one key may reach into a value; the store knows only whole values by their
 * top-level names. It knows no HTTP and no database. The one trap: sizes are counted in three
 * units, because the limit's rules are those of the server this replaces; see {@link
 * io.flowkeep.context.ScopeSize}.
 */
@NullMarked
package io.flowkeep.context;

import org.jspecify.annotations.NullMarked;
