package io.flowkeep.flows;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.text.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the owner of a flow wrote, as a JSON object: {@code name, description, graph, type, tenant,
 * owners, cron, fromTemplate, flowSettings}, of which any may be absent or null in stored flows,
 * then stored members of unknown names. Not in it: the id, the status and the times.
 *
 * <p>Immutable: callers must not change the JSON object that it returns. Stored definitions are
 * mostly passed on unchanged, so stored text is parsed only when a value in it is needed.
 */
public final class FlowDefinition {
    /** The known members, in the order in which they are written. */
    public static final List<String> MEMBERS =
            List.of(
                    "name",
                    "description",
                    "graph",
                    "type",
                    "tenant",
                    "owners",
                    "cron",
                    "fromTemplate",
                    "flowSettings");

    /** Members of a stored or sent flow that are the server's and so no part of a definition. */
    public static final Set<String> NOT_DEFINED =
            Set.of("_id", "id", "__v", "status", "createdAt", "updatedAt");

    /** Replaced by another form of the same; two threads may do that at once. */
    private volatile Form form;

    private FlowDefinition(Form form) {
        this.form = form;
    }

    private sealed interface Form {
        record Parsed(ObjectNode json) implements Form {}

        /** Compact text, and its members as {@link Json#membersAsWritten} finds them. */
        record Written(String text, ObjectNode members) implements Form {}
    }

    /** Takes the members of an object that belong to a definition, in the order above. */
    public static FlowDefinition of(ObjectNode members) {
        Set<String> names = new LinkedHashSet<>(MEMBERS);
        names.addAll(members.propertyNames());
        names.removeAll(NOT_DEFINED);
        ObjectNode ordered = Json.object();
        for (String name : names) {
            JsonNode value = members.get(name);
            if (value != null) {
                ordered.set(name, value);
            }
        }
        return new FlowDefinition(new Form.Parsed(ordered));
    }

    /**
     * A definition that was stored.
     *
     * @param text of a definition, as {@link #compactText()} gave it
     * @throws JsonSyntaxException if it is no object
     */
    public static FlowDefinition stored(String text) throws JsonSyntaxException {
        Optional<ObjectNode> members =
                Json.membersAsWritten(text)
                        .filter(found -> NOT_DEFINED.stream().noneMatch(found::has));
        return members.isPresent()
                ? new FlowDefinition(new Form.Written(text, members.get()))
                : of(parsed(text));
    }

    /** The object itself; not to be changed. */
    public ObjectNode json() {
        return switch (form) {
            case Form.Parsed(var json) -> json;
            case Form.Written(var text, _) -> {
                try {
                    Form.Parsed read = new Form.Parsed(of(parsed(text)).json());
                    form = read;
                    yield read.json();
                } catch (JsonSyntaxException e) {
                    throw new IllegalStateException("a stored definition is not JSON", e);
                }
            }
        };
    }

    /**
     * The members, to be written and not to be looked into: a value may be text already ({@link
     * Json#written}). Not to be changed.
     */
    public ObjectNode members() {
        return switch (form) {
            case Form.Parsed(var json) -> json;
            case Form.Written(_, var members) -> members;
        };
    }

    public String compactText() {
        return switch (form) {
            case Form.Parsed(var json) -> Json.text(json);
            case Form.Written(var text, _) -> text;
        };
    }

    private static ObjectNode parsed(String text) throws JsonSyntaxException {
        if (Json.parseStored(text) instanceof ObjectNode object) {
            return object;
        }
        throw new JsonSyntaxException("not an object");
    }

    /** The owners, leaving out entries that are not valid. */
    public List<Owner> owners() {
        List<Owner> owners = new ArrayList<>();
        for (JsonNode owner : json().path("owners")) {
            if (owner.path("id").isString()) {
                owners.add(
                        new Owner(owner.path("id").asString(""), owner.path("type").asString("")));
            }
        }
        return List.copyOf(owners);
    }

    /** A text member; empty if it is absent or no text. */
    public String text(String member) {
        JsonNode value = json().path(member);
        return value.isString() ? value.asString("") : "";
    }

    /** The nodes of the graph; none if there is no graph. */
    public List<JsonNode> nodes() {
        return List.copyOf(json().path("graph").path("nodes").valueStream().toList());
    }

    /**
     * Tells definitions apart: equal for equal content, otherwise different. 22 letters, digits,
     * {@code -} and {@code _}: the first 16 bytes of the SHA-256 of the compact text.
     */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Utf8.bytes(compactText()));
            byte[] first = Arrays.copyOf(hash, 16);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(first);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowDefinition that && (this == that || json().equals(that.json()));
    }

    @Override
    public int hashCode() {
        return json().hashCode();
    }

    @Override
    public String toString() {
        return compactText();
    }
}
