package io.flowkeep.context;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.ContextStore.Page;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the recorded file-server listed, and what a store that took it over lists. Stateless. */
public final class FileServerListings {
    private FileServerListings() {}

    /**
     * A store with the recorded projects must list each as the file-server did, and count it so.
     */
    public static void assertListedBy(ContextStore store) throws IOException, JsonSyntaxException {
        JsonNode expected = recorded();
        assertEquals(3, expected.size());
        expected.properties()
                .forEach(project -> {
                    assertEquals(
                            Json.text(project.getValue()),
                            Json.text(listed(store, project.getKey())));
                    ProjectId id = new ProjectId(project.getKey());
                    assertEquals(store.recount(id), store.characters(id));
                });
    }

    private static JsonNode recorded() throws IOException, JsonSyntaxException {
        try (InputStream listing =
                Objects.requireNonNull(
                        FileServerListings.class.getResourceAsStream(
                                "/fixtures/ff-context-listing.json"))) {
            return Json.parseStored(new String(listing.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** What a store holds of a project, as the file-server would list it. */
    public static ObjectNode listed(ContextStore store, String project) {
        Page page = store.page(new ProjectId(project), 0, 1000, Long.MAX_VALUE);
        ObjectNode listing = Json.object();
        listing.putObject("meta");
        listing.put("count", page.count());
        var data = listing.putArray("data");
        for (StoredScope stored : page.scopes()) {
            ObjectNode values =
                    data.addObject().put("scope", stored.scope().shown()).putObject("values");
            stored.values().forEach((name, text) -> values.set(name, Json.written(text)));
        }
        return listing;
    }
}
