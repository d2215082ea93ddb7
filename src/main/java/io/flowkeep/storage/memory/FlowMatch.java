package io.flowkeep.storage.memory;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.SearchText;
import io.flowkeep.flows.Visibility;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Which flows a query means, and in which order. Stateless. */
final class FlowMatch {
    private FlowMatch() {}

    /** Whether a flow fits all conditions. */
    static Predicate<Flow> of(FlowQuery query) {
        Visibility owner = new Visibility.OwnedBy(Set.of(query.owner()));
        String search = SearchText.fold(query.search());
        return flow ->
                query.visibility().covers(flow.definition())
                        && (query.owner().isEmpty() || owner.covers(flow.definition()))
                        && (query.status().isEmpty() || hasStatus(flow, query.status()))
                        && hasText(flow, "type", query.type())
                        && hasText(flow, "fromTemplate", query.fromTemplate())
                        && SearchText.isIn(flow.definition(), search);
    }

    /** The order, down to the id. */
    static Comparator<Flow> order(FlowQuery query) {
        Comparator<Flow> order =
                switch (query.sort()) {
                    case CREATED_AT -> Comparator.comparing(Flow::createdAt);
                    case UPDATED_AT -> Comparator.comparing(Flow::updatedAt);
                    case NAME -> FlowMatch::byName;
                };
        Comparator<Flow> total = order.thenComparing(flow -> flow.id().hex());
        return query.descending() ? total.reversed() : total;
    }

    private static boolean hasStatus(Flow flow, String status) {
        return !flow.status().isNull() && flow.status().text().equals(status);
    }

    private static boolean hasText(Flow flow, String member, String text) {
        return text.isEmpty() || flow.definition().text(member).equals(text);
    }

    private static int byName(Flow one, Flow other) {
        JsonNode name = one.definition().json().path("name");
        JsonNode otherName = other.definition().json().path("name");
        if (!name.isString() || !otherName.isString()) {
            return Boolean.compare(name.isString(), otherName.isString());
        }
        return Arrays.compare(codePoints(name), codePoints(otherName));
    }

    private static int[] codePoints(JsonNode name) {
        return name.asString("").codePoints().toArray();
    }
}
