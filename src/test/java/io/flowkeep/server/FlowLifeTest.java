package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.Await;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A flow's life on the embedded bus, whose stand-in for the orchestrator answers at once. */
@ParameterizedClass
@ValueSource(strings = {"sqlite", "mongodb", "memory"})
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowLifeTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Parameter private String storage = "";
    @TempDir private Path home;
    private FlowStorage under;
    private House house;
    private Wire wire;
    private FlowClient user;

    @BeforeEach
    void start() {
        under = FlowStorage.start(storage);
        house = House.withFlows(home, under.yaml());
        wire = house.wire();
        user = new FlowClient(wire, "u1");
    }

    @AfterEach
    void stop() throws Exception {
        house.close();
        under.close();
    }

    @Test
    void a_flow_is_made_listed_started_stopped_changed_and_deleted() throws Exception {
        String flow = user.create(FlowBodies.twoSteps("From A to B"));
        assertEquals(1, user.list("").json().path("meta").path("total").asInt(0));
        assertEquals(1, user.list("?search=from%20a").json().path("meta").path("total").asInt(0));
        assertEquals(200, user.start(flow).status());
        Await.within(SOON, () -> user.status(flow).equals("active"));
        assertEquals(409, user.rename(flow, "b").status());
        assertEquals(409, user.delete(flow).status());
        assertEquals(200, user.stop(flow).status());
        Await.within(SOON, () -> user.status(flow).equals("inactive"));
        assertEquals(200, user.rename(flow, "b").status());
        assertEquals("b", user.flow(flow).path("name").asString(""));
        assertEquals(200, user.delete(flow).status());
        assertEquals(404, user.find(flow).status());
        assertEquals(0, user.list("").json().path("meta").path("total").asInt(-1));
    }

    @Test
    void the_last_transition_and_its_reason_show() throws Exception {
        String flow = user.create(FlowBodies.small("a"));
        assertEquals(200, user.forceStop(flow).status());
        var status = wire.get("u1", "/flows/" + flow + "/status").json().path("data");
        assertEquals(flow, status.path("id").asString(""));
        assertEquals("inactive", status.path("status").asString(""));
        assertTrue(status.path("since").asString("").endsWith("Z"), status.toString());
        assertTrue(!status.path("reason").asString("").isEmpty(), status.toString());
    }

    @Test
    void running_does_not_change_the_tag_of_the_definition() throws Exception {
        String flow = user.create(FlowBodies.small("a"));
        String tag = user.find(flow).header("etag");
        assertTrue(tag.startsWith("\""), tag);
        assertEquals(304, user.find(flow, "if-none-match", tag).status());
        assertEquals(200, user.start(flow).status());
        Await.within(SOON, () -> user.status(flow).equals("active"));
        assertEquals(tag, user.find(flow).header("etag"));
        assertEquals(200, user.find(flow, "if-none-match", tag).status(), "it runs now");
        assertEquals(200, user.stop(flow).status());
        Await.within(SOON, () -> user.status(flow).equals("inactive"));
        assertEquals(200, user.patch(flow, "{\"name\":\"b\"}", "if-match", tag).status());
        assertEquals(412, user.patch(flow, "{\"name\":\"c\"}", "if-match", tag).status());
        assertEquals(412, user.delete(flow, "if-match", tag).status());
        String newer = user.find(flow).header("etag");
        assertEquals(200, user.delete(flow, "if-match", newer).status());
    }

    @Test
    void nobody_sees_what_is_not_theirs() throws Exception {
        String flow = user.create(FlowBodies.small("mine"));
        FlowClient stranger = new FlowClient(wire, "u3");
        assertEquals(404, stranger.find(flow).status());
        assertEquals(404, stranger.rename(flow, "taken").status());
        assertEquals(404, stranger.delete(flow).status());
        assertEquals(404, stranger.start(flow).status());
        for (String filter :
                new String[] {"?filter%5Buser%5D=5e0000000000000000000011", "?search=mine"}) {
            assertEquals(
                    0, stranger.list(filter).json().path("meta").path("total").asInt(-1), filter);
        }
        assertEquals(400, stranger.list("?filter%5Buser%5D%5B%24ne%5D=x").status());
    }
}
