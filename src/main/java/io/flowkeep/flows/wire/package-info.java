/**
 * What clients of the replaced Flow Repository send, and what they are told of it: casts, messages
 * and their order, schedules, as JavaScript programs know them. Makes checked definitions of it for
 * the room {@code flows}, which knows nothing of this. Knows no HTTP.
 *
 * <p>Trap: the words and their order are part of the contract, odd as they are.
 */
@NullMarked
package io.flowkeep.flows.wire;

import org.jspecify.annotations.NullMarked;
