/**
 * JSON values and text, over Jackson. Values are {@link tools.jackson.databind.JsonNode}. Numbers
 * are JavaScript's: doubles, printed as JSON.stringify prints them, and integer-like member names
 * come first in ascending order, since the clients on both ends are JavaScript. The one trap: never
 * build JSON text with {@code +}.
 */
@NullMarked
package io.flowkeep.json;

import org.jspecify.annotations.NullMarked;
