package io.flowkeep.storage.mongodb;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.definition;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.owned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.flows.Unanswered;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The replaced server, which knows nothing of our part of a document, has its turns. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MongoTurnsTest {
    private static final String ITS_TIME = "{$date:'2026-05-02T00:00:00Z'}";
    private static final Instant THEN = Instant.parse("2026-05-02T00:00:00Z");

    private final OpenMongo mongo = new OpenMongo();

    @AfterEach
    void close() {
        mongo.close();
    }

    private void start(int number, String event) {
        assertTrue(
                mongo.store()
                        .change(
                                id(number),
                                ALL,
                                flow ->
                                        Decision.put(
                                                "",
                                                SampleFlows.in(FlowStatus.STARTING, flow, NOON),
                                                events(event)))
                        .isPresent());
    }

    @Test
    void its_change_makes_our_run_state_stale_but_not_our_events() {
        mongo.store().insert(owned(1, "a", "u1"), events("e1"));
        start(1, "e2");
        assertEquals("test", mongo.flow(1).run().reason());
        mongo.update(1, "{$set:{status:'active',updatedAt:" + ITS_TIME + "}}");
        Flow flow = mongo.flow(1);
        assertEquals(
                new RunState(FlowStatus.ACTIVE, THEN, "", "", true, Unanswered.NONE, THEN, 0),
                flow.run());
        assertEquals(Instant.EPOCH, flow.definedAt());
        assertEquals(List.of("e1", "e2"), mongo.due());
        start(1, "e3");
        assertEquals("test", mongo.flow(1).run().reason());
        assertEquals(List.of("e1", "e2", "e3"), mongo.due());
    }

    @Test
    void what_it_started_itself_does_not_wait_for_us() {
        mongo.store().insert(owned(1, "a", "u1"), List.of());
        mongo.store().insert(owned(2, "b", "u1"), List.of());
        start(1, "e1");
        start(2, "e2");
        mongo.update(1, "{$set:{status:'starting',updatedAt:" + ITS_TIME + "}}");
        Set<FlowStatus> starting = Set.of(FlowStatus.STARTING);
        assertEquals(List.of(id(2)), mongo.store().announcedBefore(starting, THEN, 10));
        assertEquals(
                List.of(id(2)), mongo.store().announcedBefore(starting, THEN.plusMillis(1), 10));
        assertEquals(List.of(id(1)), mongo.store().unannounced(starting, "", 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{$set:{status:'starting',updatedAt:" + ITS_TIME + "}}",
                "{$set:{name:'b',updatedAt:" + ITS_TIME + "}}",
                "{$set:{status:'starting'}}",
                "{$pull:{owners:{id:'u2'}}}",
                "{$set:{owners:[]}}",
                "{$unset:{status:''}}"
            })
    void its_change_between_reading_and_writing_has_us_decide_again(String update) {
        mongo.store().insert(owned(1, "a", "u1", "u2"), List.of());
        AtomicInteger asked = new AtomicInteger();
        assertTrue(
                mongo.store()
                        .change(
                                id(1),
                                ALL,
                                flow -> {
                                    if (asked.incrementAndGet() == 1) {
                                        mongo.update(1, update);
                                    }
                                    return Decision.put(
                                            "",
                                            flow.defined(flow.definition(), THEN.plusSeconds(1)),
                                            events("e" + asked));
                                })
                        .isPresent());
        assertEquals(2, asked.get());
        assertEquals(List.of("e2"), mongo.due());
    }

    @Test
    void a_flow_it_takes_away_between_is_gone() {
        mongo.store().insert(owned(1, "a", "u1"), List.of());
        assertTrue(
                mongo.store()
                        .change(
                                id(1),
                                ALL,
                                flow -> {
                                    mongo.raw().deleteMany(new BsonDocument());
                                    return Decision.put("", flow, events("e"));
                                })
                        .isEmpty());
    }

    @Test
    void a_removed_flow_with_events_is_nobodys_until_they_are_sent() {
        mongo.store().insert(owned(1, "a", "u1"), events("e1"));
        remove(events("e2"));
        BsonDocument left = mongo.document(1);
        assertTrue(left.getArray("owners").isEmpty());
        mongo.outbox().sent(mongo.outbox().due(THEN, 1));
        assertEquals(1, mongo.raw().countDocuments());
        mongo.outbox().sent(mongo.outbox().due(THEN, 10));
        assertEquals(0, mongo.raw().countDocuments());
    }

    private void remove(List<io.flowkeep.flows.FlowEvent> events) {
        assertTrue(mongo.store().change(id(1), ALL, _ -> Decision.remove("", events)).isPresent());
    }

    @Test
    void a_flow_removed_with_nothing_to_tell_is_gone_at_once() {
        mongo.store().insert(owned(1, "a", "u1"), List.of());
        remove(List.of());
        assertEquals(0, mongo.raw().countDocuments());
    }

    @Test
    void a_flow_removed_with_nothing_to_tell_still_sends_what_waits() {
        mongo.store().insert(owned(1, "a", "u1"), events("e1"));
        remove(List.of());
        assertTrue(mongo.store().find(id(1), ALL).isEmpty());
        assertEquals(List.of("e1"), mongo.due());
    }

    @Test
    void what_a_crash_left_of_a_removed_flow_goes_at_the_next_start() {
        mongo.store().insert(owned(1, "a", "u1"), List.of());
        mongo.store().insert(owned(2, "b", "u1"), List.of());
        mongo.update(1, "{$set:{'_flowkeep.deletedAt':{$date:5},'_flowkeep.out':[]}}");
        mongo.reopen();
        assertEquals(1, mongo.raw().countDocuments());
    }

    @Test
    void a_time_that_a_crash_left_too_early_is_mended() {
        mongo.store().insert(owned(1, "a", "u1"), List.of());
        mongo.store().insert(owned(2, "b", "u1"), List.of());
        mongo.update(1, "{$set:{'_flowkeep.due':{$date:5},'_flowkeep.out':[]}}");
        mongo.update(
                2, "{$set:{'_flowkeep.deletedAt':{$date:5},'_flowkeep.due':{$date:5},owners:[]}}");
        assertEquals(List.of(), mongo.due());
        assertFalse(mongo.document(1).getDocument("_flowkeep").containsKey("due"));
        assertEquals(1, mongo.raw().countDocuments());
    }

    @Test
    void its_members_that_we_do_not_know_survive_a_change() {
        mongo.load(
                "{_id:{$oid:'"
                        + id(1)
                        + "'},name:'a',legacy:{a:{$numberLong:'1'}},status:'inactive',__v:9}");
        Flow flow = mongo.flow(1);
        Flow after = flow.defined(definition("{'name':'b','legacy':{'a':1},'cron':null}"), NOON);
        assertTrue(
                mongo.store()
                        .change(id(1), ALL, _ -> Decision.put("", after, List.of()))
                        .isPresent());
        BsonDocument stored = mongo.document(1);
        assertTrue(stored.getDocument("legacy").isInt64("a"));
        assertEquals(9, stored.getInt32("__v").getValue());
        assertTrue(stored.isNull("cron"));
    }
}
