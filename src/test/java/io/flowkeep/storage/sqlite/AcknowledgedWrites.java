package io.flowkeep.storage.sqlite;

import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.ids.ProjectId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** A process that writes for ever and says what it has written; made to be killed. */
final class AcknowledgedWrites {
    static final int WRITERS = 8;
    static final Scope SCOPE = Scope.parse("global");

    private AcknowledgedWrites() {}

    public static void main(String[] arguments) throws InterruptedException {
        SqliteDatabase database =
                SqliteDatabase.open(
                        Path.of(arguments[0]), SqliteSchema.CONTEXT, SqliteSettings.durable());
        SqliteContextStore store =
                new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH));
        Thread[] writers = new Thread[WRITERS];
        for (int i = 0; i < WRITERS; i++) {
            ProjectId project = project(i);
            int writer = i;
            writers[i] =
                    Thread.startVirtualThread(() -> {
                        for (int number = 0; ; number++) {
                            put(store, project, "k" + number);
                            System.out.println(writer + " " + number);
                        }
                    });
        }
        for (Thread each : writers) {
            each.join();
        }
    }

    static ProjectId project(int writer) {
        return new ProjectId("writer" + writer);
    }

    private static void put(SqliteContextStore store, ProjectId project, String name) {
        boolean _ =
                store.<Boolean>change(
                        project,
                        SCOPE,
                        Set.of(name),
                        _ ->
                                new Decision<>(
                                        true, new ScopeChange.Some(Set.of(), Map.of(name, "1"))));
    }
}
