/**
 * Carries events from an outbox to a bus and from a bus to a handler. Knows no feature: an event is
 * a name, a key and a text. {@link io.flowkeep.events.Relay} is the one way out.
 *
 * <p>Trap: delivery is at least once. A crash between sending an event and removing it from the
 * outbox sends it again, with the same id.
 */
@NullMarked
package io.flowkeep.events;

import org.jspecify.annotations.NullMarked;
