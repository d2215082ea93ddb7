package io.flowkeep.storage.postgres;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.JsonName;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A flow as its columns have it; what is made of its definition is made when asked for. */
record FlowColumns(Flow flow, Owners owners, FlowKind kind) {
    /** Names longer than that are sorted by their beginning. */
    private static final int SORTED_CHARACTERS = 500;

    static FlowColumns of(Flow flow) {
        return new FlowColumns(flow, Owners.of(flow.definition()), FlowKind.of(flow));
    }

    byte[] id() {
        return id(flow.id());
    }

    static byte[] id(FlowId id) {
        return id(id.hex());
    }

    /** The bytes that hexadecimal digits stand for; none for none, which is before every id. */
    static byte[] id(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static FlowId id(byte[] bytes) {
        return new FlowId(HexFormat.of().formatHex(bytes));
    }

    /** Columns from {@code owners} to {@code body}, without the times. */
    void addDefinition(List<@Nullable Object> parameters) {
        FlowDefinition definition = flow.definition();
        parameters.add(Owners.array(owners.keys()));
        parameters.add(key(definition.text("type")));
        parameters.add(key(definition.text("fromTemplate")));
        parameters.add(sortName());
        parameters.add(definition.compactText());
    }

    /** What stands for a text, nothing for an empty one. */
    static @Nullable UUID key(String text) {
        return text.isEmpty() ? null : AnyText.key(text);
    }

    /** Columns from {@code status} to {@code announcements}. */
    void addRun(List<@Nullable Object> parameters) {
        RunState run = flow.run();
        parameters.add(kind.status());
        parameters.add(FlowRows.text(run.status()));
        parameters.add(run.since().toEpochMilli());
        parameters.add(JsonName.of(run.reason()));
        parameters.add(JsonName.of(run.startedBy()));
        parameters.add(run.ran());
        parameters.add(run.unanswered().letters());
        parameters.add(run.announcedAt().toEpochMilli());
        parameters.add(run.announcements());
    }

    byte[] sortName() {
        JsonNode name = flow.definition().json().path("name");
        if (!name.isString()) {
            return new byte[0];
        }
        String text = name.asString("");
        int points = Math.min(SORTED_CHARACTERS, text.codePointCount(0, text.length()));
        return AnyText.bytes("=" + text.substring(0, text.offsetByCodePoints(0, points)));
    }

    /** The searched name and description, and their trigrams. */
    void addTexts(List<@Nullable Object> parameters) {
        String name = SearchText.fold(flow.definition().text("name"));
        String description = SearchText.fold(flow.definition().text("description"));
        parameters.add(AnyText.bytes(name));
        parameters.add(AnyText.bytes(description));
        parameters.add(Trigrams.of(name, description));
    }

    /** Whether the same is searched as in another version. */
    boolean hasTextsOf(FlowColumns other) {
        FlowDefinition one = flow.definition();
        FlowDefinition two = other.flow.definition();
        return one.text("name").equals(two.text("name"))
                && one.text("description").equals(two.text("description"));
    }
}
