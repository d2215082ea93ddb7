package io.flowkeep.contract;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was done before a case without being recorded: how the server was set up, and the flows that
 * were put into its store by hand. Told from the answers where that is possible.
 */
final class RecordedBefore {

    private RecordedBefore() {}

    /** How the server was set up. */
    static Setup setup(RecordedFlowCase recorded) {
        Setup usual = Setup.USUAL;
        return switch (recorded.setup()) {
            case "INTROSPECT_TYPE=OIDC", "INTROSPECT_TYPE=OIDC, header says basic" ->
                    new Setup(
                            "oidc",
                            usual.tokenCache(),
                            usual.readPermission(),
                            usual.writePermission(),
                            usual.origins());
            case "IAM_TOKEN_CACHE_TTL=2",
                    "IAM_TOKEN_CACHE_TTL=2, second request",
                    "after the TTL" ->
                    new Setup(
                            "basic",
                            Duration.ofSeconds(2),
                            usual.readPermission(),
                            usual.writePermission(),
                            usual.origins());
            case "FLOW_READ_PERMISSION=tenant.flows.read" ->
                    permissions("tenant.flows.read", usual.writePermission());
            case "FLOW_WRITE_PERMISSION=tenant.flows.create" ->
                    permissions(usual.readPermission(), "tenant.flows.create");
            case "NODE_ENV unset: localhost:3001 is allowed", "NODE_ENV unset" ->
                    origins(List.of("http://localhost:3001"));
            case "ORIGINWHITELIST with two entries" ->
                    origins(List.of("http://a.example", "http://b.example"));
            default -> usual;
        };
    }

    private static Setup permissions(String read, String write) {
        return new Setup("basic", Duration.ZERO, read, write, Setup.USUAL.origins());
    }

    private static Setup origins(List<String> origins) {
        return new Setup("basic", Duration.ZERO, "flows.read", "flows.write", origins);
    }

    /** Makes the world what it was. */
    static void make(RecordedFlowCase recorded, RecordedWorld world) {
        if (recorded.setup().startsWith("status ")) {
            setStatus(recorded, world, recorded.setup().substring("status ".length()));
        }
        if (isListing(recorded)) {
            world.only(recorded.answer().path("data"));
        }
        switch (recorded.id()) {
            case "get-001" -> inserted(world);
            case "patch-001" -> beforePatches(world);
            case "start-001" -> beforeStarts(world);
            case "etag-001" -> world.put(answered("etag-003"));
            case "http-004" -> world.put(answered("http-005"));
            case "create-003b" -> world.put(answered("create-002"));
            case "patch-017" -> setStatus(recorded, world, "inactive");
            case "patch-028-starting",
                    "patch-028-active",
                    "patch-028-stopping",
                    "patch-028-weird" ->
                    setStatus(recorded, world, recorded.id().substring("patch-028-".length()));
            case "patch-029" -> setStatus(recorded, world, "inactive");
            case "patch-033" -> world.put(withUnknownNodeMember(shown("patch-033")));
            case "patch-034" -> world.put(without(shown("patch-033"), "graph"));
            case "patch-035" -> world.put(shown("patch-035"));
            default -> {}
        }
    }

    private static boolean isListing(RecordedFlowCase recorded) {
        boolean flows = recorded.path().toLowerCase(Locale.ROOT).startsWith("/flows");
        return flows
                && recorded.method().equals("GET")
                && recorded.status() == 200
                && recorded.answer().path("data").isArray();
    }

    private static void inserted(RecordedWorld world) {
        for (RecordedFlowCase each : RecordedFlowCase.all()) {
            if (each.area().equals("get") && each.answer().path("data").has("createdAt")) {
                world.put(each.answer().path("data"));
            }
        }
        ObjectNode orphan = answered("get-017").put("id", "000000000000000000000016");
        orphan.putArray("owners");
        world.put(orphan);
    }

    private static void beforePatches(RecordedWorld world) {
        world.put(shown("patch-001").put("name", "one"));
        ObjectNode foreign = shown("patch-020b").put("name", "foreign").put("status", "active");
        ((ObjectNode) foreign.path("owners").get(0)).put("id", "5e0000000000000000000013");
        ((ObjectNode) foreign.path("owners").get(1)).put("id", "5f0000000000000000000a02");
        world.put(foreign);
        world.put(shown("patch-019b").put("name", "other"));
    }

    private static void beforeStarts(RecordedWorld world) {
        world.put(announced("start-001").put("status", "inactive"));
        world.put(announced("start-007").put("status", "inactive"));
        world.put(RecordedFlowCase.named("cors-001").answer().path("data").get(1));
    }

    private static void setStatus(RecordedFlowCase recorded, RecordedWorld world, String status) {
        String id = recorded.path().split("/", -1)[2];
        world.setStatus(id, Json.object().put("status", status).get("status"));
    }

    /** A flow as it may have been before a change that was answered so. */
    private static ObjectNode shown(String caseId) {
        ObjectNode flow = answered(caseId);
        flow.set("updatedAt", flow.path("createdAt"));
        return flow;
    }

    private static ObjectNode answered(String caseId) {
        return (ObjectNode) RecordedFlowCase.named(caseId).answer().path("data").deepCopy();
    }

    private static ObjectNode announced(String caseId) {
        JsonNode event = RecordedFlowCase.named(caseId).events().getFirst();
        ObjectNode flow = (ObjectNode) event.path("body").path("payload").deepCopy();
        flow.set("updatedAt", flow.path("createdAt"));
        return flow;
    }

    private static ObjectNode without(ObjectNode flow, String member) {
        flow.remove(member);
        return flow;
    }

    private static ObjectNode withUnknownNodeMember(ObjectNode flow) {
        ((ObjectNode) flow.path("graph").path("nodes").get(0)).put("old", 1);
        return flow;
    }
}
