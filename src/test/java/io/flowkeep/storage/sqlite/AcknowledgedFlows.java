package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.SampleFlows;
import java.nio.file.Path;

/**
 * A process that makes flows, starts each and removes every third, and says what it has done; made
 * to be killed.
 */
final class AcknowledgedFlows {
    static final int WRITERS = 8;

    private AcknowledgedFlows() {}

    public static void main(String[] arguments) throws InterruptedException {
        SqliteDatabase database = OpenSqliteFlows.database(Path.of(arguments[0]));
        SqliteFlowStore store = new SqliteFlowStore(database, new FlowTuning(1_000, 30, 5, 2_000));
        Thread[] writers = new Thread[WRITERS];
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers[i] =
                    Thread.startVirtualThread(() -> {
                        for (int turn = 0; ; turn++) {
                            run(store, turn * WRITERS + writer, "u" + writer);
                        }
                    });
        }
        for (Thread each : writers) {
            each.join();
        }
    }

    private static void run(SqliteFlowStore store, int number, String owner) {
        Flow flow = SampleFlows.owned(number, "flow " + number, owner, "t");
        store.insert(flow, SampleFlows.events("made-" + number));
        System.out.println("made " + number);
        var _ =
                store.change(
                        flow.id(),
                        SampleFlows.ownedBy(owner),
                        made ->
                                Decision.put(
                                        "",
                                        SampleFlows.in(FlowStatus.STARTING, made, SampleFlows.NOON),
                                        SampleFlows.events("started-" + number)));
        System.out.println("started " + number);
        if (number % 3 == 0) {
            var _ =
                    store.change(
                            flow.id(),
                            SampleFlows.ownedBy(owner),
                            _ -> Decision.remove("", SampleFlows.events("removed-" + number)));
            System.out.println("removed " + number);
        }
    }
}
