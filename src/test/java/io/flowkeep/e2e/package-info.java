/**
 * Flowkeep beside its real neighbours, each a process of its own: the real launcher, a real
 * Node-RED with FlowFuse's published plug-ins, and a stand-in for the platform's token check. Knows
 * nothing of the server but its command, its configuration file and its wire. Trap: what these
 * tests start must be ended by its handle, with everything below it, or the next run finds the
 * ports and files taken.
 */
@NullMarked
package io.flowkeep.e2e;

import org.jspecify.annotations.NullMarked;
