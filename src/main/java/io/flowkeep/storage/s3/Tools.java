package io.flowkeep.storage.s3;

/** What every draft works with. Safe for concurrent use. */
record Tools(Bucket bucket, Attempts attempts, Written written) {}
