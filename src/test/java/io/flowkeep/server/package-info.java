/**
 * What the whole server promises, seen over a socket: {@link io.flowkeep.testing.TestServer} in
 * this process, or the real launcher as a child where the process itself is what counts. Knows the
 * wire, the configuration and what lies on the disk. Trap: a clean-up after a broken connection
 * comes a moment later, so it is waited for and not looked at once.
 */
@NullMarked
package io.flowkeep.server;

import org.jspecify.annotations.NullMarked;
