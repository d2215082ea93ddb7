package io.flowkeep.server;

import io.flowkeep.storage.postgres.OwnPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server whose usage is in PostgreSQL, where several servers share it. */
@Tag("slow")
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HandMadeSharedBucketChangesTest extends HandMadeBucketChanges {
    private final OwnPostgres postgres = OwnPostgres.orSkipped();

    @Override
    String driver() {
        return super.driver()
                + "context: {options: {type: postgres, %s}}\n".formatted(postgres.keys());
    }

    @AfterEach
    void drop() {
        postgres.drop();
    }
}
