/**
 * Calls of other services over HTTP: the FlowFuse platform, Identity Management, the Component
 * Repository, the Secret Service and the logging service. Translates their protocols to the rooms'
 * types. Trap: a neighbour may answer slowly, endlessly or not at all, so each call has a deadline
 * and each answer a bound.
 */
@NullMarked
package io.flowkeep.neighbours;

import org.jspecify.annotations.NullMarked;
