package io.flowkeep.moving;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Scopes into a store. No quota is asked. */
final class ScopeTarget implements Target<ScopeRecord> {
    private static final int AT_ONCE = 64;

    private final ContextStore store;
    private final Runnable closing;
    private final ScopeForm form = new ScopeForm();

    /** Writes into a store; {@code closing} ends it. */
    ScopeTarget(ContextStore store, Runnable closing) {
        this.store = store;
        this.closing = closing;
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public PutResult put(SourceItem.Good<ScopeRecord> piece, Mode mode) throws IOException {
        ScopeRecord item = piece.content();
        if (item.values().isEmpty()) {
            return new PutResult.Refused("an empty scope, which is not kept");
        }
        return Refusals.put(
                () -> put(item, mode),
                () -> {
                    long _ = store.characters(item.project());
                });
    }

    private PutResult put(ScopeRecord item, Mode mode) {
        String checksum = checksum(item);
        Optional<ScopeRecord> there = find(item.project(), item.scope());
        if (there.isPresent() && checksum(there.get()).equals(checksum)) {
            return new PutResult.Done(PutResult.How.SAME, checksum);
        }
        if (there.isPresent() && mode != Mode.REPLACE) {
            return PutResult.Refused.DIFFERS;
        }
        if (mode == Mode.LOOK || write(item, mode)) {
            PutResult.How how = there.isPresent() ? PutResult.How.REPLACED : PutResult.How.MOVED;
            return new PutResult.Done(how, checksum);
        }
        return put(item, mode); // somebody else has made it since the look at it
    }

    /** False if it is there already and is to stay. */
    private boolean write(ScopeRecord item, Mode mode) {
        return store.<Boolean>change(
                item.project(),
                item.scope(),
                Set.of(),
                state ->
                        state.exists() && mode != Mode.REPLACE
                                ? new Decision<>(false, new ScopeChange.Nothing())
                                : new Decision<>(true, new ScopeChange.Whole(item.values())));
    }

    private Optional<ScopeRecord> find(ProjectId project, Scope scope) {
        List<String> names = store.names(project, scope);
        Optional<Map<String, String>> values = store.values(project, scope, Set.copyOf(names));
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> ordered = new LinkedHashMap<>();
        for (String name : names) {
            String value = values.get().get(name);
            if (value != null) {
                ordered.put(name, value);
            }
        }
        return Optional.of(new ScopeRecord(project, scope, ordered));
    }

    private String checksum(ScopeRecord item) {
        return Checksums.of(Json.text(form.json(item)));
    }

    @Override
    public long save() {
        return 0; // every change is durable when it returns
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(
                new Check() {
                    @Override
                    public Optional<String> checksum(String key) {
                        return find(ScopeForm.project(key), ScopeForm.scope(key))
                                .map(ScopeTarget.this::checksum);
                    }

                    @Override
                    public void close() {}
                });
    }

    @Override
    public void close() {
        closing.run();
    }
}
