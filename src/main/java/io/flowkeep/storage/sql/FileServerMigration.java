package io.flowkeep.storage.sql;

import java.sql.SQLException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * The migration that takes over the context of FlowFuse's file-server. All of it happens in one
 * transaction, the migration's own, so an interrupted start begins anew.
 */
public interface FileServerMigration extends JavaMigration {

    /** Takes over what is there; does nothing if the database is not the file-server's. */
    void takeOver(SqlSession session) throws SQLException;

    @Override
    default MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("2");
    }

    @Override
    default String getDescription() {
        return "take over the file-server's contexts";
    }

    /** None, since a migration in code has no checksum. */
    @Override
    default @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    default boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    default void migrate(Context context) throws SQLException {
        takeOver(new SqlSession(context.getConnection()));
    }
}
