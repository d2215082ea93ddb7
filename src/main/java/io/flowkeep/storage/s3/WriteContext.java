package io.flowkeep.storage.s3;

/** What every draft works with. Safe for concurrent use. */
record WriteContext(Bucket bucket, Attempts attempts, WrittenVersions written) {}
