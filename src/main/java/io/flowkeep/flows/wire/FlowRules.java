package io.flowkeep.flows.wire;

import io.flowkeep.flows.Checked;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.StorableShape;
import io.flowkeep.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides whether a flow may be stored, and makes a definition of what a client sent: the one place
 * for both, whatever the route. Immutable, safe for concurrent use; takes time in proportion to
 * what was sent.
 *
 * <p>Members that are the server's ({@link FlowDefinition#NOT_DEFINED}) are ignored, whatever they
 * hold, because clients send whole flows back; only a status other than {@code inactive} is
 * refused. Members of unknown names are dropped. The messages and their order are those of the
 * replaced server: complaints about casts first, in the order of the definition's members, then
 * about nodes, edges and owners, then about the status, the edges' ends and the schedule. The last
 * one, about names and nesting that not every store can keep, is this server's own.
 */
public final class FlowRules {
    private static final String STATUS_IS_OURS =
            "Flow status cannot be set manually. Use the flow start/stop end points instead.";

    private final CronRule cronRule = new CronRule();

    /**
     * Checks a new flow.
     *
     * @param sent the whole flow; its owners are taken as they are, so an owner that is to be added
     *     has to be put there before. Not changed and not kept
     */
    public Checked checkNew(JsonNode sent) {
        return check(new Candidate(sent, Json.object(), true));
    }

    /**
     * Checks a change: members that were sent replace stored ones whole, the others stay. Stored
     * members of unknown names stay as well. Everything is checked, stored or sent, but for the
     * types of values that the change leaves as they are, and for such a schedule. The value of a
     * known member that is sent as it is stored stays so, and so does what is within it.
     *
     * @param sent the members to replace; as in {@link #checkNew}
     */
    public Checked checkChange(FlowDefinition stored, JsonNode sent) {
        return check(new Candidate(sent, stored.json(), false));
    }

    private Checked check(Candidate candidate) {
        if (!candidate.sent().isContainer()) {
            return new Checked.Invalid(List.of("A flow must be a JSON object."));
        }
        Complaints complaints = new Complaints();
        ObjectNode flow = Json.object();
        candidate
                .stored()
                .forEachEntry((name, value) -> {
                    if (!FlowDefinition.MEMBERS.contains(name)) {
                        flow.set(name, value);
                    }
                });
        FlowParts parts = cast(candidate, flow, complaints);
        parts.require(complaints);
        JsonNode status = flow.path("status");
        if (!status.asString("").isEmpty() && !status.asString("").equals("inactive")) {
            complaints.add(STATUS_IS_OURS);
        }
        parts.requireEnds(complaints);
        schedule(flow, candidate.stored()).ifPresent(complaints::add);
        StorableShape.problem(flow).ifPresent(complaints::add);
        return complaints.isEmpty()
                ? new Checked.Valid(FlowDefinition.of(flow))
                : new Checked.Invalid(complaints.messages());
    }

    /** What was sent, over what is stored; nothing is for a new flow. */
    private record Candidate(JsonNode sent, ObjectNode stored, boolean isNew) {
        JsonNode member(String name) {
            return sent.has(name) ? sent.path(name) : stored.path(name);
        }
    }

    /** Casts all members, in the order in which complaints are shown, into the flow. */
    private static FlowParts cast(Candidate candidate, ObjectNode flow, Complaints complaints) {
        text("name", candidate, flow, complaints);
        text("description", candidate, flow, complaints);
        FlowParts.Graph graph =
                FlowParts.graph(
                        candidate.member("graph"), candidate.stored().path("graph"), complaints);
        text("type", candidate, flow, complaints);
        text("tenant", candidate, flow, complaints);
        PartShape.Parts owners =
                FlowParts.owners(
                        candidate.member("owners"), candidate.stored().path("owners"), complaints);
        put("status", Cast.text(candidate.sent().path("status"), "status", complaints), flow);
        text("cron", candidate, flow, complaints);
        member("fromTemplate", candidate, flow, complaints, Cast::reference);
        put("flowSettings", settings(candidate), flow);
        FlowParts parts = new FlowParts(graph, owners);
        parts.into(flow);
        return parts;
    }

    private static void text(
            String name, Candidate candidate, ObjectNode flow, Complaints complaints) {
        member(name, candidate, flow, complaints, Cast::text);
    }

    private static void member(
            String name,
            Candidate candidate,
            ObjectNode flow,
            Complaints complaints,
            Cast.Step cast) {
        put(
                name,
                Unchanged.orCast(
                        candidate.member(name),
                        candidate.stored().path(name),
                        value -> cast.apply(value, name, complaints)),
                flow);
    }

    private static void put(String name, JsonNode value, ObjectNode flow) {
        if (!value.isMissingNode()) {
            flow.set(name, value);
        }
    }

    /** Empty settings change nothing, but a new flow shows that they were sent. */
    private static JsonNode settings(Candidate candidate) {
        JsonNode sent = candidate.sent().path("flowSettings");
        JsonNode settings =
                Unchanged.kept(Cast.free(sent), sent, candidate.stored().path("flowSettings"));
        if (!settings.isMissingNode()) {
            return settings;
        }
        return sent.isObject() && candidate.isNew()
                ? Json.object()
                : candidate.stored().path("flowSettings");
    }

    private Optional<String> schedule(ObjectNode flow, ObjectNode stored) {
        String cron = flow.path("cron").asString("");
        boolean isLeftAlone = cron.equals(stored.path("cron").asString(""));
        return cron.isEmpty() || isLeftAlone ? Optional.empty() : cronRule.problem(cron);
    }
}
