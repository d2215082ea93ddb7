/** The description of the API against itself, the recorded answers and a real browser. */
@NullMarked
package io.flowkeep.openapi;

import org.jspecify.annotations.NullMarked;
