package io.flowkeep.storage.sql;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * A schema that Flyway brings to its newest version. Stateless but for what it names.
 *
 * @param name a word for what is kept in it
 * @param version of the newest migration
 * @param folder of the migrations, below {@code db}
 * @param code migrations that SQL cannot express, besides those in the folder
 */
public record SqlSchema(String name, int version, String folder, List<JavaMigration> code) {

    public SqlSchema {
        code = List.copyOf(code);
    }

    /**
     * Whether a database is up to date.
     *
     * @param found its version
     * @throws StoreCorrupt it is of a newer release
     */
    public boolean isReachedBy(int found) {
        if (found > version) {
            throw new StoreCorrupt(
                    "the database is of a newer release: its schema is "
                            + found
                            + ", this one knows "
                            + version
                            + " ("
                            + name
                            + ")",
                    null);
        }
        return found == version;
    }

    /** How Flyway is to migrate, but for what is special to a driver. */
    public FluentConfiguration flyway(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/" + folder)
                .javaMigrations(code.toArray(JavaMigration[]::new))
                .baselineOnMigrate(true)
                .baselineVersion("0");
    }

    /**
     * Migrates by Flyway.
     *
     * @param translation what an error of the database means
     * @throws StoreFault the migration failed
     */
    public void migrate(
            FluentConfiguration flyway, Function<SQLException, StoreFault> translation) {
        try {
            flyway.load().migrate();
        } catch (FlywayException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof StoreFault fault) {
                    throw fault;
                }
                if (cause instanceof SQLException sql) {
                    throw translation.apply(sql);
                }
            }
            throw new StoreCorrupt("migrate " + name, e);
        }
    }
}
