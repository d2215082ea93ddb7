package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.FlowKind;
import java.util.HexFormat;
import java.util.SortedSet;
import tools.jackson.databind.JsonNode;

/** What a flow is found and sorted by, as it is stored. */
@SuppressWarnings("ArrayRecordComponent") // made for one statement, never compared
record FlowColumns(
        byte[] id,
        SortedSet<String> owners,
        long createdAt,
        long updatedAt,
        String sortName,
        String type,
        String fromTemplate,
        FlowKind kind) {
    /** Names longer than that are sorted by their beginning. */
    private static final int SORTED_CHARACTERS = 500;

    static FlowColumns of(Flow flow) {
        FlowDefinition definition = flow.definition();
        return new FlowColumns(
                id(flow.id().hex()),
                OwnerSets.owners(definition),
                flow.createdAt().toEpochMilli(),
                flow.updatedAt().toEpochMilli(),
                sortName(definition.json().path("name")),
                definition.text("type"),
                definition.text("fromTemplate"),
                FlowKind.of(flow));
    }

    /** The bytes that hexadecimal digits stand for; none for none, which is before every id. */
    static byte[] id(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Name and description as they are searched. */
    record Texts(String name, String description) {
        static Texts of(FlowDefinition definition) {
            return new Texts(
                    SearchText.fold(definition.text("name")),
                    SearchText.fold(definition.text("description")));
        }

        int length() {
            return name.length() + description.length();
        }
    }

    private static String sortName(JsonNode name) {
        if (!name.isString()) {
            return "";
        }
        String text = name.asString("");
        int end =
                text.length() <= SORTED_CHARACTERS
                        ? text.length()
                        : text.offsetByCodePoints(
                                0,
                                Math.min(SORTED_CHARACTERS, text.codePointCount(0, text.length())));
        return "=" + text.substring(0, end);
    }
}
