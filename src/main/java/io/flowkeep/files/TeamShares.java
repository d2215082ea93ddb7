package io.flowkeep.files;

import io.flowkeep.ids.TeamId;
import java.util.HashMap;
import java.util.Map;

/** What a project has in each team. Not safe for concurrent use. */
final class TeamShares {
    private final Map<TeamId, Long> bytesByTeam = new HashMap<>();
    private long sum;

    /** The sum over all teams. */
    long sum() {
        return sum;
    }

    /** In one team. */
    long of(TeamId team) {
        return bytesByTeam.getOrDefault(team, 0L);
    }

    /** A copy. */
    Map<TeamId, Long> all() {
        return Map.copyOf(bytesByTeam);
    }

    /** A copy without teams that have nothing. */
    Map<TeamId, Long> some() {
        Map<TeamId, Long> some = new HashMap<>(bytesByTeam);
        some.values().removeIf(bytes -> bytes == 0);
        return some;
    }

    void set(Map<TeamId, Long> known) {
        bytesByTeam.clear();
        bytesByTeam.putAll(known);
        sum = known.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Adds a difference that may be negative; if the sum would fall below 0 it becomes 0 and the
     * result is false.
     */
    boolean move(TeamId team, long difference) {
        long before = of(team);
        long after = Math.max(before + difference, 0);
        bytesByTeam.put(team, after);
        sum += after - before;
        return after == before + difference;
    }
}
