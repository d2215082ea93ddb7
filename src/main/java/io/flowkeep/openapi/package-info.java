/**
 * The description of the server's own HTTP interface: the OpenAPI document and the page that shows
 * it. Knows the shell and JSON, and no room: tests compare the description with the answers of the
 * whole server.
 *
 * <p>Trap: the document is data, so nothing but those tests notices when a route changes.
 */
@NullMarked
package io.flowkeep.openapi;

import org.jspecify.annotations.NullMarked;
