package io.flowkeep.moving;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.Visibility;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Flows from a store, by ascending id. */
final class StoredFlows implements Source<Flow> {
    private static final int PAGE = 100;
    private static final int AT_ONCE = 64;

    private final FlowStore store;
    private final Runnable closing;
    private final Deque<Flow> page = new ArrayDeque<>();
    private String after = "";
    private boolean ended;

    /** Few flows come on a page because they are large. */
    private long bytesEach;

    private long done;

    /** Reads a store; {@code closing} ends it. */
    StoredFlows(FlowStore store, Runnable closing) {
        this.store = store;
        this.closing = closing;
    }

    @Override
    public void goOnBehind(String position) {
        after = position;
    }

    @Override
    public Optional<SourceItem<Flow>> next() {
        if (page.isEmpty() && !ended) {
            page.addAll(store.all(after, PAGE));
            ended = page.isEmpty();
            bytesEach = Move.BATCH_BYTES / Math.max(1, page.size());
        }
        Flow flow = page.poll();
        if (flow == null) {
            return Optional.empty();
        }
        after = flow.id().hex();
        done++;
        return Optional.of(new SourceItem.Good<>(after, after, after, bytesEach, flow));
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public Unit unit() {
        return Unit.RECORDS;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public long total() {
        return store.list(
                        new FlowQuery(
                                new Visibility.All(),
                                "",
                                "",
                                "",
                                "",
                                "",
                                FlowQuery.Sort.CREATED_AT,
                                false,
                                0,
                                1))
                .total();
    }

    @Override
    public void close() {
        closing.run();
    }
}
