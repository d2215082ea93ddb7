package io.flowkeep.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * In whatever order looking, telling, charging and changing come, a count ends with what is there.
 * Every interleaving is made by hand, step by step, so that a failure can be played again.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TallyPropertiesTest {
    private static final TeamId TEAM = new TeamId("t");
    private static final ProjectId PROJECT = new ProjectId("p");
    private static final List<String> FOLDERS = List.of("t/p", "t/p/a", "t/p/b");
    private static final Generator<List<Step>> STEPS = steps().list(40);

    enum Kind {
        CHARGE,
        DELETE,
        TAKE_EFFECT,
        END,
        LOOK,
        TELL,
        PASS
    }

    record Step(Kind kind, int folder, int file, int bytes) {}

    /** What happens before, during and after a count. */
    record Around(List<Step> before, List<Step> during, List<Step> after) {}

    @Test
    void a_count_beside_writes_is_exact() {
        Property.check(
                3000,
                chance -> new Around(STEPS.next(chance), STEPS.next(chance), STEPS.next(chance)),
                around -> {
                    World world = new World();
                    around.before().forEach(world::take);
                    world.beginCount();
                    around.during().forEach(world::take);
                    world.endCount();
                    around.after().forEach(world::take);
                    world.endAll();
                    world.check();
                });
    }

    @Test
    void so_are_two_counts_that_overlap() {
        Property.check(1000, STEPS, STEPS, TallyPropertiesTest::countTwice);
    }

    private static void countTwice(List<Step> first, List<Step> second) {
        World world = new World();
        world.beginCount();
        first.forEach(world::take);
        Walk one = world.walk;
        world.beginCount();
        second.forEach(world::take);
        world.endCount();
        world.walk = one;
        world.endCount();
        world.endAll();
        world.check();
    }

    private static Generator<Step> steps() {
        Generator<Kind> kinds = Generator.of(Kind.values());
        Generator<Integer> folders = Generator.integers(0, FOLDERS.size() - 1);
        Generator<Integer> files = Generator.integers(0, 2);
        Generator<Integer> bytes = Generator.integers(0, 100);
        return chance ->
                new Step(
                        kinds.next(chance),
                        folders.next(chance),
                        files.next(chance),
                        bytes.next(chance));
    }

    /** A walk over the folders, one after the other. */
    private static final class Walk {
        final Tally tally = new Tally(new SplittableRandom(1), () -> {});
        int folder;
        List<SeenFile> looked = new ArrayList<>();
        Iterator<String> names = List.<String>of().iterator();
    }

    private static final class Change {
        final Account.Cost cost;
        final boolean deletes;
        boolean done;

        Change(Account.Cost cost, boolean deletes) {
            this.cost = cost;
            this.deletes = deletes;
        }
    }

    private static final class World {
        final Map<String, Long> disk = new TreeMap<>();
        final Map<String, Change> underway = new HashMap<>();
        final Account account = new Account(PROJECT);
        final FileStore store = new MemoryFileStore(Clock.systemUTC(), 1 << 20);
        final UsageLedger ledger = new MemoryUsageLedger();
        Walk walk = new Walk();

        /** Some files have come and gone by hand: what is known is nonsense. */
        World() {
            ledger.save(Map.of(PROJECT, Map.of(TEAM, 1234L)));
            disk.put("t/p/0", 11L);
            disk.put("t/p/a/1", 22L);
            disk.put("t/p/b/2", 33L);
            account.shares(store, ledger, 0);
        }

        void take(Step step) {
            String name = FOLDERS.get(step.folder) + "/" + step.file;
            switch (step.kind) {
                case CHARGE -> charge(name, step.bytes);
                case DELETE -> delete(name);
                case TAKE_EFFECT -> takeEffect(name);
                case END -> end(name);
                case LOOK -> look();
                case TELL -> tell();
                case PASS -> pass();
            }
        }

        private void charge(String name, long bytes) {
            if (!underway.containsKey(name)) {
                long old = disk.getOrDefault(name, 0L);
                Account.Cost cost = new Account.Cost(TEAM, name, old, bytes, true);
                assertTrue(account.enter(store, ledger, 0));
                assertTrue(account.take(cost, 0, Long.MAX_VALUE, disk.containsKey(name)));
                underway.put(name, new Change(cost, false));
            }
        }

        private void delete(String name) {
            if (!underway.containsKey(name) && disk.containsKey(name)) {
                Account.Cost cost = new Account.Cost(TEAM, name, disk.get(name), 0, true);
                assertTrue(account.enter(store, ledger, 0));
                account.touch(cost);
                underway.put(name, new Change(cost, true));
            }
        }

        private void takeEffect(String name) {
            if (underway.containsKey(name)) {
                Change change = underway.get(name);
                boolean isNew = !change.done;
                change.done = true;
                if (isNew && change.deletes) {
                    disk.remove(name);
                } else if (isNew) {
                    disk.put(name, change.cost.newBytes());
                }
            }
        }

        private void end(String name) {
            if (underway.containsKey(name)) {
                end(name, underway.remove(name));
            }
        }

        private void end(String name, Change change) {
            Account.Cost cost = change.cost;
            if (change.deletes && change.done) {
                account.put(new Account.Cost(TEAM, name, cost.oldBytes(), 0, false));
            } else if (!change.deletes && !change.done) {
                account.put(new Account.Cost(TEAM, name, cost.newBytes(), cost.oldBytes(), false));
            }
            account.leave(0, name);
        }

        void beginCount() {
            walk = new Walk();
            assertTrue(account.beginCount(walk.tally, 0));
            openFolder();
        }

        private void openFolder() {
            if (walk.folder < FOLDERS.size()) {
                String folder = FOLDERS.get(walk.folder) + "/";
                walk.names =
                        List.copyOf(disk.keySet()).stream()
                                .filter(name -> name.startsWith(folder))
                                .filter(name -> name.indexOf('/', folder.length()) < 0)
                                .iterator();
            }
        }

        private void look() {
            if (walk.names.hasNext()) {
                String name = walk.names.next();
                if (disk.containsKey(name)) {
                    walk.looked.add(new SeenFile(TEAM, name, disk.get(name)));
                }
            }
        }

        private void tell() {
            walk.tally.saw(walk.looked);
            walk.looked = new ArrayList<>();
        }

        private void pass() {
            if (walk.folder < FOLDERS.size()) {
                while (walk.names.hasNext()) {
                    look();
                }
                tell();
                walk.tally.passedFolder(FOLDERS.get(walk.folder));
                walk.folder++;
                openFolder();
            }
        }

        void endCount() {
            while (walk.folder < FOLDERS.size()) {
                pass();
            }
            account.endCount(walk.tally);
            account.leaveCount(walk.tally);
        }

        void endAll() {
            Set.copyOf(underway.keySet()).forEach(this::end);
        }

        void check() {
            long there = disk.values().stream().mapToLong(Long::longValue).sum();
            long known = account.shares(store, ledger, 0).getOrDefault(TEAM, 0L);
            assertEquals(there, known);
        }
    }
}
