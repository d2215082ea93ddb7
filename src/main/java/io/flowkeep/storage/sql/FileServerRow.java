package io.flowkeep.storage.sql;

/**
 * A row of the table {@code Contexts} of FlowFuse's file-server.
 *
 * @param json the values, as they were written
 */
public record FileServerRow(
        long id,
        String project,
        String scope,
        String json,
        long createdMillis,
        long updatedMillis) {}
