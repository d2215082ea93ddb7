package io.flowkeep.storage.s3;

/** What every staged write works with. Safe for concurrent use. */
record WriteContext(Bucket bucket, Attempts attempts, WrittenVersions written) {}
