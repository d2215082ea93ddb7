package io.flowkeep.moving;

import io.flowkeep.context.ScopeTable;
import io.flowkeep.json.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Scopes into the file-server's own table, in its own form. */
final class TableTarget implements Target<ScopeRecord> {
    private final ScopeTable table;

    /** Writes into a table and closes it in the end. */
    TableTarget(ScopeTable table) {
        this.table = table;
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public PutResult put(SourceItem.Good<ScopeRecord> piece, Mode mode) {
        ScopeRecord item = piece.content();
        String project = item.project().text();
        String scope = item.scope().rowKey();
        String values = Json.text(ScopeForm.object(item.values()));
        String checksum = checksum(project, scope, values);
        Optional<String> there = table.values(project, scope);
        if (there.isPresent() && there.get().equals(values)) {
            return new PutResult.Done(PutResult.How.SAME, checksum);
        }
        if (there.isPresent() && mode != Mode.REPLACE) {
            return PutResult.Refused.DIFFERS;
        }
        if (mode != Mode.LOOK) {
            table.write(project, scope, values);
        }
        return new PutResult.Done(
                there.isPresent() ? PutResult.How.REPLACED : PutResult.How.MOVED, checksum);
    }

    /** Of the values as the row spells them; that of {@link ScopeForm} if they are compact. */
    private static String checksum(String project, String scope, String values) {
        ObjectNode json = Json.object().put("project", project).put("scope", scope);
        json.set("values", Json.written(values));
        return Checksums.of(Json.text(json));
    }

    @Override
    public long save() {
        table.save();
        return 0;
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(
                new Check() {
                    @Override
                    public Optional<String> checksum(String key) {
                        String project = ScopeForm.project(key).text();
                        String scope = ScopeForm.scope(key).rowKey();
                        return table.values(project, scope)
                                .map(values -> TableTarget.checksum(project, scope, values));
                    }

                    @Override
                    public void close() {}
                });
    }

    @Override
    public void close() {
        table.close();
    }
}
