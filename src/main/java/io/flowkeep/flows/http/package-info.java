/**
 * The routes of the flows, in the shapes of Open Integration Hub's Flow Repository: reads requests,
 * asks the room, renders its outcomes. The only place that knows the protocol's names and messages,
 * except those about a flow's content.
 *
 * <p>Trap: errors have a shape of their own here, {@code {"errors":[{"message","code"}]}}, with
 * oddities that clients rely on.
 */
@NullMarked
package io.flowkeep.flows.http;

import org.jspecify.annotations.NullMarked;
