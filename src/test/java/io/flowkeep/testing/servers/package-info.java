/**
 * The servers beside which Flowkeep is tested, each as processes on the loopback with all of its
 * files in one folder. {@code ./flowkeep test} starts {@code StartedServers} from this source
 * before anything is built, so nothing here may use more than the JDK. Trap: a server that is not
 * closed outlives the tests.
 */
@NullMarked
package io.flowkeep.testing.servers;

import org.jspecify.annotations.NullMarked;
