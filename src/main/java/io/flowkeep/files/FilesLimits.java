package io.flowkeep.files;

/**
 * The configured limits of the room. Immutable.
 *
 * @param maxBodyBytes the longest body of one write
 * @param quota what counts for a project whose authority names no quota
 */
public record FilesLimits(long maxBodyBytes, Quota quota) {}
