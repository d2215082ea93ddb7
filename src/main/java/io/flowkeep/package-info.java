/** The process: Main reads the command line, {@link io.flowkeep.App} wires the rooms. */
@NullMarked
package io.flowkeep;

import org.jspecify.annotations.NullMarked;
