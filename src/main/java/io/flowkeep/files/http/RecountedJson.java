package io.flowkeep.files.http;

import io.flowkeep.files.Recounts.Recounted;
import io.flowkeep.ids.TeamId;
import io.flowkeep.json.Json;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The results of a recount as JSON. */
public final class RecountedJson {
    /**
     * Teams that are named for one project. Clients that write files choose the names and their
     * number, and the sums cover all of them.
     */
    static final int MAX_TEAMS = 50;

    private RecountedJson() {}

    /**
     * A project: its usage before and after, and the teams in which it differs. Below 60,000
     * characters, whatever its teams are.
     */
    public static ObjectNode project(Recounted recounted) {
        ObjectNode json = Json.object();
        json.put("project", recounted.project().text());
        json.put("changed", recounted.changed());
        json.put("before", sum(recounted.before()));
        json.put("after", sum(recounted.after()));
        ArrayNode teams = json.putArray("teams");
        int leftOut = 0;
        for (Map.Entry<String, TeamId> team : teams(recounted).entrySet()) {
            long before = recounted.before().getOrDefault(team.getValue(), 0L);
            long after = recounted.after().getOrDefault(team.getValue(), 0L);
            if (before != after && teams.size() < MAX_TEAMS) {
                ObjectNode one = teams.addObject();
                one.put("team", team.getKey());
                one.put("before", before);
                one.put("after", after);
            } else if (before != after) {
                leftOut++;
            }
        }
        if (leftOut > 0) {
            json.put("teamsLeftOut", leftOut);
        }
        return json;
    }

    private static Map<String, TeamId> teams(Recounted recounted) {
        Map<String, TeamId> teams = new TreeMap<>();
        recounted.before().keySet().forEach(team -> teams.put(team.text(), team));
        recounted.after().keySet().forEach(team -> teams.put(team.text(), team));
        return teams;
    }

    private static long sum(Map<TeamId, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many projects were counted and how many of them differed. For one thread. */
    public static final class Tally {
        private long counted;
        private long changed;

        /** Counts a project. */
        public void add(Recounted recounted) {
            counted++;
            changed += recounted.changed() ? 1 : 0;
        }

        /** {@code counted} and {@code changed}. */
        public ObjectNode json() {
            ObjectNode json = Json.object();
            json.put("counted", counted);
            json.put("changed", changed);
            return json;
        }

        @Override
        public String toString() {
            return counted + " counted, " + changed + " differed";
        }
    }
}
