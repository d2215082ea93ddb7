package io.flowkeep.flows;

import java.util.List;

/**
 * A part of a listing.
 *
 * @param flows in the order asked for
 * @param total how many flows fit the query in all
 */
public record FlowPage(List<Flow> flows, long total) {
    public FlowPage {
        flows = List.copyOf(flows);
    }
}
