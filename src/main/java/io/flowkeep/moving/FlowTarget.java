package io.flowkeep.moving;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.Visibility;
import io.flowkeep.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Writes flows into a store unchanged and without events. */
final class FlowTarget implements Target<Flow> {
    private static final int AT_ONCE = 64;
    private static final Visibility ALL = new Visibility.All();

    private final FlowStore store;
    private final Runnable closing;
    private final FlowForm form = new FlowForm();

    /** Writes into a store; {@code closing} ends it. */
    FlowTarget(FlowStore store, Runnable closing) {
        this.store = store;
        this.closing = closing;
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public PutResult put(SourceItem.Good<Flow> piece, Mode mode) throws IOException {
        Flow flow = piece.content();
        return Refusals.put(
                () -> put(flow, mode),
                () -> {
                    var _ = store.find(flow.id(), ALL);
                });
    }

    private PutResult put(Flow flow, Mode mode) {
        String checksum = checksum(flow);
        Optional<Flow> there = store.find(flow.id(), ALL);
        if (there.isEmpty()) {
            if (mode != Mode.LOOK) {
                store.insert(flow, List.of());
            }
            return new PutResult.Done(PutResult.How.MOVED, checksum);
        }
        if (checksum(there.get()).equals(checksum)) {
            return new PutResult.Done(PutResult.How.SAME, checksum);
        }
        if (mode != Mode.REPLACE) {
            return PutResult.Refused.DIFFERS;
        }
        replace(flow);
        return new PutResult.Done(PutResult.How.REPLACED, checksum);
    }

    /** A change cannot alter the creation time, so a flow with another one is removed first. */
    private void replace(Flow flow) {
        Optional<Boolean> kept =
                store.change(
                        flow.id(),
                        ALL,
                        before ->
                                before.createdAt().equals(flow.createdAt())
                                        ? Decision.put(true, flow, List.of())
                                        : Decision.remove(false, List.of()));
        if (!kept.orElse(false)) {
            store.insert(flow, List.of());
        }
    }

    private String checksum(Flow flow) {
        return Checksums.of(Json.text(form.json(flow)));
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
                        return store.find(new FlowId(key), ALL).map(FlowTarget.this::checksum);
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
