/**
 * Files in a folder: plain bytes under {@code root/<team>/<project>/<path>}, the layout of the
 * server this replaces. Only {@code stores} opens it, through {@link
 * io.flowkeep.storage.localfs.LocalFiles}. The server's own things (redo journal, temporary files,
 * lock) are in {@code root/.flowkeep}. Its one trap: after a crash the plain files are only right
 * once the journal has been replayed, so never copy the folder of a killed server without it.
 */
@NullMarked
package io.flowkeep.storage.localfs;

import org.jspecify.annotations.NullMarked;
