/** Where the process begins: {@code Main} hands the arguments to a command. */
@NullMarked
package io.flowkeep;

import org.jspecify.annotations.NullMarked;
