package io.flowkeep.moving;

import io.flowkeep.context.Scope;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A scope as {@code {"project":...,"scope":...,"values":{...}}}. The scope is spelled as in the
 * tables, since some row keys have no other spelling. Where a name holds half of a surrogate pair,
 * which many JSON parsers refuse in the name of a member, there is {@code
 * "entries":[[name,value],...]} instead of the values. Stateless.
 */
final class ScopeForm implements LineForm<ScopeRecord> {
    private static final String ENTRIES = "entries";

    @Override
    public String key(ScopeRecord item) {
        return key(item.project().text(), item.scope().rowKey());
    }

    /** Listings of a project's scopes are in the order in which they came to be. */
    @Override
    public String lane(ScopeRecord item) {
        return item.project().text();
    }

    /** A project's id has no slash in it. */
    static String key(String project, String scope) {
        return project + "/" + scope;
    }

    static ProjectId project(String key) {
        return new ProjectId(key.substring(0, key.indexOf('/')));
    }

    static Scope scope(String key) {
        return new Scope(key.substring(key.indexOf('/') + 1));
    }

    @Override
    public ObjectNode json(ScopeRecord item) {
        ObjectNode json =
                Json.object()
                        .put("project", item.project().text())
                        .put("scope", item.scope().rowKey());
        if (item.values().keySet().stream().allMatch(ScopeForm::isWellFormed)) {
            json.set("values", object(item.values()));
        } else {
            ArrayNode entries = json.putArray(ENTRIES);
            item.values()
                    .forEach(
                            (name, value) -> entries.addArray().add(name).add(Json.written(value)));
        }
        return json;
    }

    private static boolean isWellFormed(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    static ObjectNode object(Map<String, String> values) {
        ObjectNode object = Json.object();
        values.forEach((name, value) -> object.set(name, Json.written(value)));
        return object;
    }

    @Override
    public ScopeRecord read(ObjectNode json) throws Misshapen {
        if (!json.path("project").isString() || !json.path("scope").isString()) {
            throw new Misshapen("'project' or 'scope' is no text");
        }
        String project = json.path("project").stringValue();
        String scope = json.path("scope").stringValue();
        return json.has(ENTRIES)
                ? record(project, scope, entries(json.path(ENTRIES)))
                : record(project, scope, json.path("values"));
    }

    private static Map<String, String> entries(JsonNode entries) throws Misshapen {
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonNode entry : entries) {
            if (entry.size() != 2 || !entry.path(0).isString()) {
                throw new Misshapen("the entries are no pairs of name and value");
            }
            texts.put(entry.path(0).stringValue(), Json.text(entry.path(1)));
        }
        return texts;
    }

    /** Of a row that holds its values as JSON. */
    static ScopeRecord record(String project, String scope, String values) throws Misshapen {
        try {
            return record(project, scope, Json.parseStored(values));
        } catch (JsonSyntaxException e) {
            throw new Misshapen("the values are " + e.getMessage());
        }
    }

    private static ScopeRecord record(String project, String scope, JsonNode values)
            throws Misshapen {
        if (!values.isObject()) {
            throw new Misshapen("the values are no JSON object");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        values.properties()
                .forEach(member -> texts.put(member.getKey(), Json.text(member.getValue())));
        return record(project, scope, texts);
    }

    private static ScopeRecord record(String project, String scope, Map<String, String> texts)
            throws Misshapen {
        Optional<ProjectId> id = ProjectId.parse(project);
        if (id.isEmpty()) {
            throw new Misshapen("'" + project + "' is no id of a project");
        }
        return new ScopeRecord(id.get(), new Scope(scope), texts);
    }
}
