package io.flowkeep.flows.wire;

import io.flowkeep.flows.Actor;
import io.flowkeep.flows.Changed;
import io.flowkeep.flows.Checked;
import io.flowkeep.flows.Created;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowEdit;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.IfMatch;
import io.flowkeep.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes and changes flows as they are sent, one or many: valid ones go to the catalog, for the
 * others the reason is returned. What the server owns (id, times) is not taken from what is sent.
 * Safe for concurrent use.
 *
 * <p>All methods pass on the store's faults; for lists they become the outcome of each element
 * instead.
 */
public final class SentFlows {
    private static final List<String> OF_THE_SERVER =
            List.of("_id", "id", "__v", "createdAt", "updatedAt");

    private final FlowRules rules = new FlowRules();
    private final FlowCatalog catalog;

    /** Flows go to this catalog. */
    public SentFlows(FlowCatalog catalog) {
        this.catalog = catalog;
    }

    /** Members that replace stored ones; they are checked over each definition. */
    private record Members(FlowRules rules, ObjectNode sent) implements FlowEdit {
        @Override
        public boolean touchesGraph() {
            return sent.has("graph");
        }

        @Override
        public Checked over(FlowDefinition stored) {
            return rules.checkChange(stored, sent);
        }
    }

    /**
     * Makes a flow. The actor is added to its owners, and so is the actor's tenant.
     *
     * @param body what was sent; not changed
     */
    public Created create(ObjectNode body, Actor actor) {
        return create(body, actor, catalog);
    }

    /**
     * Makes flows, one after the other, each with an outcome of its own in the same order.
     *
     * @param elements at most {@link BulkElement#MOST}
     */
    public List<BulkElement<Created>> createAll(List<JsonNode> elements, Actor actor) {
        FlowCatalog forAll = catalog.forOneList();
        return BulkElement.each(
                elements,
                element -> element.path("id"),
                element -> {
                    // An array stands for a flow in which everything is missing.
                    ObjectNode body = element instanceof ObjectNode object ? object : Json.object();
                    return element.isContainer()
                            ? new BulkElement.Tried<>(
                                    MissingNode.getInstance(), create(body, actor, forAll))
                            : new BulkElement.NotAnObject<>();
                });
    }

    /**
     * Changes a flow's definition: each member that was sent replaces the stored one, and the whole
     * must be valid. The actor is added to the owners.
     *
     * @param body what was sent, perhaps with the same id; not changed
     */
    public Changed change(FlowId id, ObjectNode body, IfMatch ifMatch, Actor actor) {
        return namesAnother(id, body)
                ? new Changed.Invalid(List.of("The id in the body is not the id in the path"))
                : catalog.change(id, edit(body), ifMatch, actor);
    }

    /**
     * Changes flows, one after the other, each with an outcome of its own in the same order.
     *
     * @param elements at most {@link BulkElement#MOST}; each says the id of the flow to change
     */
    public List<BulkElement<Changed>> changeAll(List<JsonNode> elements, Actor actor) {
        FlowCatalog forAll = catalog.forOneList();
        return BulkElement.each(
                elements,
                element -> element.path("id"),
                element -> changeElement(element, actor, forAll));
    }

    private Created create(ObjectNode body, Actor actor, FlowCatalog into) {
        return switch (rules.checkNew(withoutOurs(body))) {
            case Checked.Invalid(var messages) -> new Created.Invalid(messages);
            case Checked.Valid(var definition) -> into.create(definition, actor);
        };
    }

    private BulkElement<Changed> changeElement(JsonNode element, Actor actor, FlowCatalog within) {
        if (!(element instanceof ObjectNode body)) {
            return new BulkElement.NotAnObject<>();
        }
        JsonNode sentId = body.path("id");
        if (sentId.isMissingNode() || sentId.isNull() || sentId.asString("-").isEmpty()) {
            return new BulkElement.MissingId<>();
        }
        return id(sentId)
                .<BulkElement<Changed>>map(id ->
                        new BulkElement.Tried<>(
                                sentId, within.change(id, edit(body), new IfMatch.Any(), actor)))
                .orElseGet(() -> new BulkElement.InvalidId<>(sentId));
    }

    private FlowEdit edit(ObjectNode body) {
        return new Members(rules, withoutOurs(body));
    }

    private static boolean namesAnother(FlowId id, ObjectNode body) {
        JsonNode sent = body.path("id");
        return !sent.isMissingNode() && !sent.isNull() && !id(sent).equals(Optional.of(id));
    }

    private static Optional<FlowId> id(JsonNode sent) {
        return sent.isString() ? FlowId.parse(sent.stringValue()) : Optional.empty();
    }

    /** The status stays, for the rules to judge. */
    private static ObjectNode withoutOurs(ObjectNode body) {
        ObjectNode members = Json.object();
        members.setAll(body);
        return members.remove(OF_THE_SERVER);
    }
}
