package io.flowkeep.files;

import io.flowkeep.ids.TeamId;

/**
 * A file that a {@link Survey} has met.
 *
 * @param name as {@link FileKey#name} and {@link Charge#at} say it
 */
public record SeenFile(TeamId team, String name, long sizeBytes) {}
