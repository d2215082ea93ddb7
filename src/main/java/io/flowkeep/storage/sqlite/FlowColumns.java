package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.FlowKind;
import io.flowkeep.storage.sql.StoredFlow;
import java.util.SortedSet;

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
    static FlowColumns of(Flow flow) {
        FlowDefinition definition = flow.definition();
        return new FlowColumns(
                StoredFlow.id(flow.id()),
                OwnerSets.owners(definition),
                flow.createdAt().toEpochMilli(),
                flow.updatedAt().toEpochMilli(),
                StoredFlow.sortName(definition),
                definition.text("type"),
                definition.text("fromTemplate"),
                FlowKind.of(flow));
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
}
