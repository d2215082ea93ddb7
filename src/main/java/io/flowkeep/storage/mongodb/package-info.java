/**
 * Flows in MongoDB, in the collection and the format of Open Integration Hub's Flow Repository.
 * Only {@code App} opens it. What Flowkeep needs beyond that format is in one sub-document of each
 * flow, the events that wait to be sent among it, so that one atomic change of one document does it
 * all.
 *
 * <p>Trap: another program may write to the same documents and knows nothing of that sub-document.
 */
@NullMarked
package io.flowkeep.storage.mongodb;

import org.jspecify.annotations.NullMarked;
