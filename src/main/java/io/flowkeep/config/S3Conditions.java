package io.flowkeep.config;

/** Whether changes in a bucket are guarded by conditions that the store checks. */
public enum S3Conditions {
    /** If the store is seen to honour them. */
    AUTO,
    /** Always. */
    ON,
    /** Never; then only one server may use the bucket. */
    OFF
}
