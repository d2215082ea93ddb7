/** The server shell, over real sockets. */
@NullMarked
package io.flowkeep.http;

import org.jspecify.annotations.NullMarked;
