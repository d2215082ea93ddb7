/**
 * What log lines look like, on SLF4J and Logback: one JSON object a line for machines, readable
 * lines for people. Everything logs through SLF4J; only this package knows Logback. Request lines
 * go to the logger {@link io.flowkeep.logging.Logs#ACCESS}, which has a level of its own. The one
 * trap: key-value pairs are printed as they are, so a token or a stored value must never be one.
 */
@NullMarked
package io.flowkeep.logging;

import org.jspecify.annotations.NullMarked;
