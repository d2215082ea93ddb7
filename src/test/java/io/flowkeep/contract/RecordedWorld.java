package io.flowkeep.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.Visibility;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The flows that were there when a case was recorded, as far as can be told from the answers, and
 * the making of the same state in another store. One replay only.
 */
final class RecordedWorld {
    private static final Visibility ALL = new Visibility.All();
    private final FlowStore store;
    private final Counterparts counterparts;

    /** By recorded id: what a reader would have been shown. */
    private final Map<String, ObjectNode> flows = new LinkedHashMap<>();

    private int made;

    RecordedWorld(FlowStore store, Counterparts counterparts) {
        this.store = store;
        this.counterparts = counterparts;
    }

    /** How many flows had to be put into the store by hand. */
    int made() {
        return made;
    }

    /** Forgets everything, and empties the store. */
    void clear() {
        flows.clear();
        keepOnly(Set.of());
    }

    /** From now on this flow is as shown. */
    void put(JsonNode shown) {
        ObjectNode flow = (ObjectNode) shown.deepCopy();
        flow.remove("startedBy");
        flows.put(flow.path("id").asString(""), flow);
    }

    void setStatus(String recordedId, JsonNode status) {
        ObjectNode flow = flows.get(recordedId);
        if (flow != null) {
            flow.set("status", status);
        }
    }

    /** From now on there are these flows and no others. */
    void only(JsonNode list) {
        flows.clear();
        list.forEach(this::put);
    }

    /** What the answer to a change shows. */
    void learn(RecordedFlowCase recorded) {
        JsonNode data = recorded.answer().path("data");
        boolean stateAlone = data.size() == 2 && data.has("status");
        if (stateAlone) {
            setStatus(data.path("id").asString(""), data.path("status"));
        } else if (data.has("createdAt")) {
            put(data);
        }
    }

    /** Makes the store hold what was there. */
    void prepare() {
        Set<String> wanted = new HashSet<>();
        flows.forEach((recordedId, shown) -> {
            String id = counterparts.id(recordedId);
            wanted.add(id);
            ensure(new FlowId(id), (ObjectNode) counterparts.translated(shown), shown);
        });
        keepOnly(wanted);
    }

    private void ensure(FlowId id, ObjectNode shown, ObjectNode recorded) {
        FlowDefinition definition = FlowDefinition.of(shown);
        JsonNode status = shown.path("status");
        FlowStatus wanted =
                status.isString() ? FlowStatus.of(status.stringValue()) : FlowStatus.NULL;
        Flow flow = flow(id, shown, definition, wanted);
        var found = store.find(id, ALL);
        if (found.isEmpty()) {
            store.insert(flow, List.of());
        } else if (found.get().definition().json().equals(definition.json())
                && found.get().status().equals(wanted)) {
            return;
        } else if (found.get().createdAt().equals(flow.createdAt())) {
            store.change(id, ALL, _ -> FlowStore.Decision.put("", flow, List.of()));
        } else {
            // A store may refuse to change when a flow was made.
            store.change(id, ALL, _ -> FlowStore.Decision.remove("", List.of()));
            store.insert(flow, List.of());
        }
        made++;
        counterparts.timesAreOwn(recorded);
    }

    private static Flow flow(
            FlowId id, ObjectNode shown, FlowDefinition definition, FlowStatus status) {
        Instant created = Instant.parse(shown.path("createdAt").asString(""));
        Instant updated = Instant.parse(shown.path("updatedAt").asString(""));
        RunState run = RunState.inactive(updated, "");
        RunState running =
                new RunState(
                        status,
                        updated,
                        run.reason(),
                        run.startedBy(),
                        run.ran(),
                        run.unanswered(),
                        Instant.now().plusSeconds(3600), // so that nothing announces it again
                        run.announcements());
        return new Flow(id, definition, running, created, updated, updated);
    }

    private void keepOnly(Set<String> ids) {
        List<FlowId> others = new ArrayList<>();
        FlowQuery all =
                new FlowQuery(ALL, "", "", "", "", "", FlowQuery.Sort.CREATED_AT, false, 0, 1000);
        for (Flow flow : store.list(all).flows()) {
            if (!ids.contains(flow.id().hex())) {
                others.add(flow.id());
            }
        }
        others.forEach(id -> store.change(id, ALL, _ -> FlowStore.Decision.remove("", List.of())));
    }

    /** A flow as it is shown, with its members in this server's order. */
    static ObjectNode inOrder(JsonNode shown) {
        ObjectNode json = Json.object();
        Flow flow =
                flow(
                        new FlowId("0".repeat(24)),
                        (ObjectNode) shown,
                        FlowDefinition.of((ObjectNode) shown),
                        FlowStatus.INACTIVE);
        FlowJson.of(flow)
                .propertyNames()
                .forEach(name -> {
                    if (shown.has(name)) {
                        json.set(name, shown.get(name));
                    }
                });
        JsonNode startedBy = json.remove("startedBy");
        if (startedBy != null) {
            json.set("startedBy", startedBy);
        }
        assertEquals(shown.size(), json.size());
        return json;
    }
}
