/**
 * Files in a bucket of S3 or of a store with the same interface: one object per file, named {@code
 * <team>/<project>/<path>}, the layout of the server this replaces. Only {@code stores} opens it,
 * through {@link io.flowkeep.storage.s3.S3Files}. The server's own objects (notes of uploads under
 * way, temporary objects) are below {@code .flowkeep/}, which cannot be a team's name. Its one
 * trap: a write that was answered with an error may still have happened, so a change is repeated
 * only where the store itself can tell the repetition from a second change.
 */
@NullMarked
package io.flowkeep.storage.s3;

import org.jspecify.annotations.NullMarked;
