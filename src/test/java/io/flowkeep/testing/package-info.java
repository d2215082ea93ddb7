/**
 * What tests of many rooms need: how long a run may take, waiting, servers, processes and networks
 * that fail on purpose. Knows no test and nothing of what a test proves. Trap: whatever is started
 * here must be closed by who started it, or the next class finds its ports and files taken.
 */
@NullMarked
package io.flowkeep.testing;

import org.jspecify.annotations.NullMarked;
