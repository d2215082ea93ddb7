/**
 * The files room over HTTP: routes, headers, conditional and partial requests, listings and the
 * error shapes of the server this replaces. Outcomes become statuses only here. The one trap: no
 * message may name anything but the path as the client sent it.
 */
@NullMarked
package io.flowkeep.files.http;

import org.jspecify.annotations.NullMarked;
