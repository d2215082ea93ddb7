package io.flowkeep.flows;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flows that another program left starting or stopping, perhaps years ago. Only a person can decide
 * whether they are to run, so they are neither announced nor stopped here, but logged: at the
 * start, and whenever others are found than before. For one thread.
 */
public final class LeftUnderWay {
    private static final Logger LOG = LoggerFactory.getLogger(LeftUnderWay.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int PAGE = 500;

    /** The most flows that are counted. */
    private static final int MOST_COUNTED = 20 * PAGE;

    private static final int MOST_NAMED = 20;

    private final FlowStore store;
    private final InstantSource clock;
    private Instant nextLook = Instant.MIN;
    private String said = "";

    /** Looks into a store. */
    public LeftUnderWay(FlowStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Looks for such flows and logs them, if the last look was an hour ago. May be called at any
     * rate. After a fault of the store, which is passed on, the next call looks.
     */
    public void look() {
        Instant now = clock.instant();
        if (now.isBefore(nextLook)) {
            return;
        }
        String found = found(FlowStatus.STARTING) + found(FlowStatus.STOPPING);
        nextLook = now.plus(PAUSE);
        if (!found.equals(said) && !found.isEmpty()) {
            LOG.warn(
                    "Flows that another program left starting or stopping are left alone until"
                            + " somebody starts or stops them:{}",
                    found);
        }
        said = found;
    }

    private String found(FlowStatus status) {
        List<FlowId> page = store.unannounced(Set.of(status), "", PAGE);
        if (page.isEmpty()) {
            return "";
        }
        String named =
                page.stream().limit(MOST_NAMED).map(FlowId::hex).collect(Collectors.joining(" "));
        int count = page.size();
        while (page.size() == PAGE && count < MOST_COUNTED) {
            page = store.unannounced(Set.of(status), page.getLast().hex(), PAGE);
            count += page.size();
        }
        String atLeast = count < MOST_COUNTED ? "" : "at least ";
        String more = count > MOST_NAMED ? " ..." : "";
        return " %s%s %s (%s%s)".formatted(atLeast, count, status.text(), named, more);
    }
}
