/**
 * Integration flows: what a flow is, who may change it when, and the events that tell the other
 * services. A definition (what the owner wrote) and a run state (its state between start and stop)
 * never overwrite each other. Knows no HTTP, no bus, no database, and none of the words in which
 * clients write flows: definitions come in checked.
 *
 * <p>Trap: a change of state and its events go to {@link io.flowkeep.flows.FlowStore} in one call.
 * Nothing here publishes.
 */
@NullMarked
package io.flowkeep.flows;

import org.jspecify.annotations.NullMarked;
