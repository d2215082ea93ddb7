package io.flowkeep.flows.http;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.Visibility;
import io.flowkeep.http.Refusal;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a client wants listed, read with the tolerance that clients are used to, but so that no
 * answer is without bounds and no parameter shows what the caller may not see. Immutable.
 *
 * @param page from 1 on
 */
record ListingQuery(FlowQuery flows, long page) {
    private static final int USUAL_SIZE = 10;

    /** Far more pages than there are flows, and still no overflow in any store. */
    private static final long LAST_PAGE = 1_000_000_000;

    /** Nobody's id is empty. */
    private static final Visibility NOTHING = new Visibility.OwnedBy(Set.of());

    private static final List<String> TYPES = List.of("ordinary", "long_running");

    /**
     * Reads a query.
     *
     * @throws Refusal 400 for an invalid parameter
     */
    static ListingQuery of(String query, Visibility visibility) {
        QueryTree tree = QueryTree.parse(query);
        String status = status(tree.at("filter", "status"));
        String type = type(tree.at("filter", "type"));
        String template = template(tree.at("filter", "fromTemplate"));
        JsonNode user = tree.at("filter", "user");
        String owner = text(user, "filter[user]");
        boolean isOfNobody = !user.isMissingNode() && owner.isEmpty();
        String order = text(tree.at("sort"), "sort");
        int size = size(QueryTree.integer(tree.at("page", "size")));
        long page = page(QueryTree.integer(tree.at("page", "number")));
        FlowQuery flows =
                new FlowQuery(
                        isOfNobody ? NOTHING : visibility,
                        owner,
                        status,
                        type,
                        template,
                        text(tree.at("search"), "search").strip(),
                        sort(order),
                        order.contains("-"),
                        (page - 1) * size,
                        size);
        return new ListingQuery(flows, page);
    }

    /**
     * Zero, negative and invalid numbers mean ten; in the server this replaces they meant
     * everything.
     */
    private static int size(OptionalDouble wanted) {
        double size = wanted.orElse(USUAL_SIZE);
        return size < 1 ? USUAL_SIZE : (int) Math.min(size, FlowQuery.MAX_LIMIT);
    }

    private static long page(OptionalDouble wanted) {
        return (long) Math.clamp(wanted.orElse(1), 1, LAST_PAGE);
    }

    private static String status(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        return switch (value.asString("")) {
            case "1", "active" -> "active";
            case "0", "inactive" -> "inactive";
            case "starting" -> "starting";
            case "stopping" -> "stopping";
            default -> throw invalid("filter[status]");
        };
    }

    /** A list of one stands for what is in it, since JavaScript made a text of it. */
    private static String type(JsonNode sent) {
        if (sent.isMissingNode()) {
            return "";
        }
        JsonNode value = sent;
        while (value.isArray() && value.size() == 1) {
            value = value.get(0);
        }
        if (!value.isString() || !TYPES.contains(value.stringValue())) {
            throw new Refusal(FlowErrors.withoutCode(400, "Invalid filter[type] parameter"));
        }
        return value.stringValue();
    }

    private static String template(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        return FlowId.parse(value.isString() ? value.stringValue() : "")
                .orElseThrow(() -> invalid("filter[fromTemplate]"))
                .hex();
    }

    /** One text; lists and objects have no meaning here, and were a way to send operators. */
    private static String text(JsonNode value, String name) {
        if (!value.isMissingNode() && !value.isString()) {
            throw invalid(name);
        }
        return value.asString("");
    }

    /** What precedes the single dash is ignored, as clients know it. */
    private static FlowQuery.Sort sort(String order) {
        String field = order.substring(order.indexOf('-') + 1);
        if (order.isEmpty()) {
            return FlowQuery.Sort.CREATED_AT;
        }
        return switch (field) {
            case "createdAt" -> FlowQuery.Sort.CREATED_AT;
            case "updatedAt" -> FlowQuery.Sort.UPDATED_AT;
            case "name" -> FlowQuery.Sort.NAME;
            default -> throw invalid("sort");
        };
    }

    private static Refusal invalid(String name) {
        return FlowErrors.refusal(400, "Invalid " + name + " parameter");
    }
}
