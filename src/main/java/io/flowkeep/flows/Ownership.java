package io.flowkeep.flows;

import io.flowkeep.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes sure that the user who creates or changes a flow is among its owners. Stateless. */
final class Ownership {
    private static final String USER = "user";
    private static final String TENANT = "tenant";

    private Ownership() {}

    /** The definition with the actor and the actor's tenant among the owners. */
    static FlowDefinition ofCreator(FlowDefinition definition, Actor actor) {
        FlowDefinition owned = ofChanger(definition, actor);
        Owner tenant = new Owner(actor.tenant(), TENANT);
        return actor.tenant().isEmpty() || owned.owners().contains(tenant)
                ? owned
                : with(owned, tenant);
    }

    /** The definition with the actor among the owners, of whatever type. */
    static FlowDefinition ofChanger(FlowDefinition definition, Actor actor) {
        boolean isOwner =
                definition.owners().stream().anyMatch(owner -> owner.id().equals(actor.sub()));
        return actor.sub().isEmpty() || isOwner
                ? definition
                : with(definition, new Owner(actor.sub(), USER));
    }

    private static FlowDefinition with(FlowDefinition definition, Owner owner) {
        ArrayNode owners = Json.array();
        for (JsonNode known : definition.json().path("owners")) {
            owners.add(known);
        }
        owners.addObject().put("id", owner.id()).put("type", owner.type());
        ObjectNode json = Json.object();
        json.setAll(definition.json());
        json.set("owners", owners);
        return FlowDefinition.of(json);
    }
}
