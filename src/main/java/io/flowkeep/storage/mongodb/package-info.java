/**
 * Flows and their outbox in MongoDB, in the {@code flows} collection of an Open Integration Hub
 * installation and in its format, so that both servers can run on it in turn. Only {@code stores}
 * opens it.
 *
 * <p>What the format has no place for is kept in one sub-document, {@code _flowkeep}: the run
 * state, a counter of changes, and the events that wait. A change and its events are one update of
 * one document, which MongoDB makes atomic on a single server as on a replica set. The one trap:
 * the other server changes documents without touching the sub-document, so its run state counts
 * only while its copy of {@code updatedAt} is that of the document.
 */
@NullMarked
package io.flowkeep.storage.mongodb;

import org.jspecify.annotations.NullMarked;
