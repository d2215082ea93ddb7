package io.flowkeep.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.files.UsageLedger.Recorded;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every ledger of usage must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class UsageLedgerContract {
    private static final ProjectId P1 = new ProjectId("p1");
    private static final ProjectId P2 = new ProjectId("p2");
    private static final TeamId T1 = new TeamId("t1");
    private static final TeamId T2 = new TeamId("t2");

    @TempDir Path folder;
    private UsageLedger ledger;

    /** Opens the ledger in a folder of its own; called again on the same folder to reopen it. */
    protected abstract UsageLedger open(Path folder);

    /** False for a ledger that forgets at its end. */
    protected abstract boolean survivesReopen();

    @BeforeEach
    final void openLedger() {
        ledger = open(folder);
    }

    @AfterEach
    final void closeLedger() {
        ledger.close();
    }

    @Test
    final void a_project_never_seen_is_unknown() {
        assertEquals(new Recorded.Unknown(), ledger.find(P1));
        assertEquals(Set.of(), ledger.marked());
    }

    @Test
    final void what_was_saved_is_found() {
        ledger.save(Map.of(P1, Map.of(T1, 5L, T2, 7_000_000_000L), P2, Map.of(T1, 1L)));
        assertEquals(exact(Map.of(T1, 5L, T2, 7_000_000_000L)), ledger.find(P1));
        assertEquals(exact(Map.of(T1, 1L)), ledger.find(P2));
    }

    @Test
    final void a_project_without_files_is_known_too() {
        ledger.save(Map.of(P1, Map.of()));
        assertEquals(exact(Map.of()), ledger.find(P1));
    }

    @Test
    final void saving_again_forgets_teams_that_are_not_named() {
        ledger.save(Map.of(P1, Map.of(T1, 5L, T2, 7L)));
        ledger.save(Map.of(P1, Map.of(T2, 8L)));
        assertEquals(exact(Map.of(T2, 8L)), ledger.find(P1));
    }

    @Test
    final void a_mark_hides_what_was_saved_until_it_is_saved_again() {
        ledger.save(Map.of(P1, Map.of(T1, 5L)));
        ledger.mark(P1);
        ledger.mark(P1);
        ledger.mark(P2);
        assertEquals(new Recorded.Marked(), ledger.find(P1));
        assertEquals(new Recorded.Marked(), ledger.find(P2));
        assertEquals(Set.of(P1, P2), ledger.marked());
        ledger.save(Map.of(P1, Map.of(T1, 6L)));
        assertEquals(exact(Map.of(T1, 6L)), ledger.find(P1));
        assertEquals(Set.of(P2), ledger.marked());
    }

    @Test
    final void marks_and_sums_survive_a_reopen_where_the_ledger_says_so() {
        ledger.save(Map.of(P1, Map.of(T1, 5L)));
        ledger.mark(P2);
        ledger.close();
        ledger = open(folder);
        if (survivesReopen()) {
            assertEquals(exact(Map.of(T1, 5L)), ledger.find(P1));
            assertEquals(new Recorded.Marked(), ledger.find(P2));
        } else {
            assertEquals(new Recorded.Unknown(), ledger.find(P1));
        }
    }

    @Test
    final void two_hundred_projects_are_saved_in_one_step() {
        Map<ProjectId, Map<TeamId, Long>> many =
                IntStream.range(0, 200)
                        .boxed()
                        .collect(
                                Collectors.toMap(
                                        i -> new ProjectId("p" + i), i -> Map.of(T1, (long) i)));
        ledger.save(many);
        assertEquals(exact(Map.of(T1, 199L)), ledger.find(new ProjectId("p199")));
    }

    private static Recorded exact(Map<TeamId, Long> bytes) {
        return new Recorded.Exact(bytes);
    }
}
