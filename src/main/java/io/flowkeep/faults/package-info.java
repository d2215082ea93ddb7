/**
 * What a store promises and how it can fail, for every room: what an answered write survives, and
 * the three faults of a store or a neighbour. Drivers create them, rooms pass them on, the HTTP
 * shell answers them. Expected ends (missing, over quota, not a file) are not faults: they are
 * values of a room's outcome types.
 */
@NullMarked
package io.flowkeep.faults;

import org.jspecify.annotations.NullMarked;
