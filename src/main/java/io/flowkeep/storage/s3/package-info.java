/**
 * Files in a bucket of S3 or of a store that speaks its language: one object per file, named {@code
 * <team>/<project>/<path>}, the layout of the server this replaces. Only {@code App} opens it,
 * through {@link io.flowkeep.storage.s3.S3Files}. The server's own things (notes of uploads under
 * way, passing objects) are below {@code .flowkeep/}, which can be no team. Its one trap: a write
 * that was answered with an error may still have happened, so a change is repeated only where the
 * store itself can tell the repetition from a second change.
 */
@NullMarked
package io.flowkeep.storage.s3;

import org.jspecify.annotations.NullMarked;
