/**
 * Flowkeep's own numbers: how long stores take, how much they hold, what waits. Decorators around
 * the rooms' store interfaces, and listeners that {@code server} hands to the parts; no room and no
 * driver knows that it is measured. The one trap: a label may hold an operation's name, never a
 * project's or a file's.
 */
@NullMarked
package io.flowkeep.metrics;

import org.jspecify.annotations.NullMarked;
