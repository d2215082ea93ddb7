package io.flowkeep.storage.postgres;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.FlowKind;
import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlRow;
import io.flowkeep.storage.sql.StoredFlow;
import java.util.List;

/** A flow as its columns hold it; what is derived from its definition is derived when asked for. */
record FlowColumns(Flow flow, OwnerKeys owners, FlowKind kind) {
    static FlowColumns of(Flow flow) {
        return new FlowColumns(flow, OwnerKeys.of(flow.definition()), FlowKind.of(flow));
    }

    byte[] id() {
        return StoredFlow.id(flow.id());
    }

    /** The columns derived from the definition. */
    SqlRow definition() {
        FlowDefinition definition = flow.definition();
        return new SqlRow()
                .with("owners", Sql.of("?::uuid[]", OwnerKeys.array(owners.keys())))
                .with("type", key(definition.text("type")))
                .with("template", key(definition.text("fromTemplate")))
                .with("sort_name", sortName())
                .with("body", definition.compactText());
    }

    /** The key of a text; nothing for an empty one. */
    private static Sql key(String text) {
        return Sql.of("?::uuid", text.isEmpty() ? null : AnyText.key(text));
    }

    /**
     * The columns derived from the run state, with the times of the last changes and a new version.
     */
    SqlRow run() {
        RunState run = flow.run();
        return new SqlRow()
                .with("updated_at", flow.updatedAt().toEpochMilli())
                .with("defined_at", flow.definedAt().toEpochMilli())
                .with("status", kind.status())
                .with("status_text", FlowRows.text(run.status()))
                .with("since", run.since().toEpochMilli())
                .with("reason", JsonName.of(run.reason()))
                .with("started_by", JsonName.of(run.startedBy()))
                .with("ran", run.ran())
                .with("unanswered", run.unanswered().letters())
                .with("announced_at", run.announcedAt().toEpochMilli())
                .with("announcements", run.announcements())
                .with("version", Sql.of("nextval('flowkeep.flow_versions')"));
    }

    byte[] sortName() {
        return AnyText.bytes(StoredFlow.sortName(flow.definition()));
    }

    /** The searched name and description, and their trigrams. */
    List<Sql> texts() {
        String name = SearchText.fold(flow.definition().text("name"));
        String description = SearchText.fold(flow.definition().text("description"));
        return List.of(
                Sql.of("?::bytea", AnyText.bytes(name)),
                Sql.of("?::bytea", AnyText.bytes(description)),
                Sql.of("?::integer[]", Trigrams.of(name, description)));
    }

    /** Whether the same is searched as in another version. */
    boolean hasTextsOf(FlowColumns other) {
        FlowDefinition one = flow.definition();
        FlowDefinition two = other.flow.definition();
        return one.text("name").equals(two.text("name"))
                && one.text("description").equals(two.text("description"));
    }
}
