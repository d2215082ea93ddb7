package io.flowkeep.flows;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Which element of a stored list each element of a sent one stands for, so that what is the same in
 * both is known although elements came, went or moved. Elements with an id stand for the one with
 * the same id. Lists without ids of the same length are taken in their order; of other lengths,
 * what is equal at their beginnings and ends, and the rest in its order. Immutable.
 *
 * <p>Takes time in proportion to the lists and to what is compared at their ends.
 */
public final class ListMatch {
    private static final int NONE = -1;

    private final int[] places;

    private ListMatch(int[] places) {
        this.places = places;
    }

    /** Compares two lists. */
    public static ListMatch of(JsonNode stored, JsonNode sent) {
        Map<String, Deque<Integer>> ids = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            String id = id(stored.path(i));
            if (!id.isEmpty()) {
                ids.computeIfAbsent(id, _ -> new ArrayDeque<>()).add(i);
            }
        }
        return new ListMatch(ids.isEmpty() ? inOrder(stored, sent) : byId(ids, stored, sent));
    }

    /** The place in the stored list; -1 if the element is new. */
    public int of(int sentPlace) {
        return places[sentPlace];
    }

    private static int[] byId(Map<String, Deque<Integer>> ids, JsonNode stored, JsonNode sent) {
        int[] places = new int[sent.size()];
        for (int i = 0; i < places.length; i++) {
            String id = id(sent.path(i));
            boolean isAlike = id.isEmpty() && i < stored.size() && id(stored.path(i)).isEmpty();
            Integer place = ids.getOrDefault(id, new ArrayDeque<>()).poll();
            places[i] = place != null ? place : isAlike ? i : NONE;
        }
        return places;
    }

    private static String id(JsonNode element) {
        return element.path("id").asString("");
    }

    private static int[] inOrder(JsonNode stored, JsonNode sent) {
        int[] places = new int[sent.size()];
        int shorter = Math.min(stored.size(), sent.size());
        Arrays.setAll(places, i -> i < shorter ? i : NONE);
        if (stored.size() == sent.size()) {
            return places;
        }
        int first = 0;
        while (first < shorter && sent.path(first).equals(stored.path(first))) {
            first++;
        }
        int shift = stored.size() - sent.size();
        int last = sent.size() - 1;
        while (last >= first
                && last + shift >= first
                && sent.path(last).equals(stored.path(last + shift))) {
            places[last] = last + shift;
            last--;
        }
        // the rest goes in its order up to where the equal ends begin
        int rest = Math.min(last, last + shift);
        for (int i = first; i <= last; i++) {
            places[i] = i <= rest ? i : NONE;
        }
        return places;
    }
}
