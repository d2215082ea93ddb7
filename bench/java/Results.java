import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All runs so far by load and by who was measured, and their medians as a table. */
final class Results {
    record Key(Load load, int connections, String who) {}

    private final Map<Key, List<Load.Run>> runs = new LinkedHashMap<>();
    private final Map<String, List<Double>> startMillis = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    void add(Load load, int connections, String who, Load.Run run) {
        runs.computeIfAbsent(new Key(load, connections, who), _ -> new ArrayList<>()).add(run);
        if (run.failures() > 0) {
            failures.add(
                    "%s, %d connections, %s: %d failed requests"
                            .formatted(load.title, connections, who, run.failures()));
        }
    }

    void addStart(String kind, double millis) {
        startMillis.computeIfAbsent(kind, _ -> new ArrayList<>()).add(millis);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private double perSecond(Load load, int connections, String who) {
        List<Load.Run> found = runs.getOrDefault(new Key(load, connections, who), List.of());
        return found.isEmpty() ? 0 : median(found.stream().map(Load.Run::perSecond).toList());
    }

    /** Lowest to highest, so that a reader sees how far a median can be trusted. */
    private String spread(Load load, int connections, String who) {
        Comparator<Load.Run> byRate = Comparator.comparingDouble(Load.Run::perSecond);
        List<Load.Run> sorted =
                runs.getOrDefault(new Key(load, connections, who), List.of()).stream()
                        .sorted(byRate)
                        .toList();
        return sorted.isEmpty()
                ? ""
                : rate(sorted.getFirst().perSecond()) + "-" + rate(sorted.getLast().perSecond());
    }

    private String p99(Load load, int connections, String who) {
        List<Load.Run> found = runs.getOrDefault(new Key(load, connections, who), List.of());
        return found.isEmpty()
                ? ""
                : number("%.1f", median(found.stream().map(Load.Run::p99Millis).toList()));
    }

    private String mark(Load load, int connections, String who) {
        return runs.getOrDefault(new Key(load, connections, who), List.of()).stream()
                        .anyMatch(run -> run.failures() > 0)
                ? "!"
                : "";
    }

    /** One line per load and number of connections. */
    String table(String server, String peer, List<Integer> connections) {
        Table table = new Table(header(server, peer));
        for (Load load : Load.values()) {
            for (int count : connections) {
                table.add(line(load, count, server, peer));
            }
        }
        return table.toString();
    }

    private static List<String> header(String server, String peer) {
        List<String> header = new ArrayList<>(List.of("requests/s", "conns", server, "spread", "p99 ms"));
        if (!peer.isEmpty()) {
            header.addAll(List.of(peer, "p99 ms", "ratio"));
        }
        header.addAll(List.of("limit", "of limit", "original*", "ratio*"));
        return header;
    }

    private List<String> line(Load load, int connections, String server, String peer) {
        double own = perSecond(load, connections, server);
        List<String> line = new ArrayList<>();
        line.addAll(List.of(load.title, Integer.toString(connections)));
        line.add(rate(own) + mark(load, connections, server));
        line.addAll(List.of(spread(load, connections, server), p99(load, connections, server)));
        if (!peer.isEmpty()) {
            double other = perSecond(load, connections, peer);
            line.add(rate(other) + mark(load, connections, peer));
            line.addAll(List.of(p99(load, connections, peer), ratio(own, other)));
        }
        double limit = perSecond(load, connections, load.limit.title);
        line.add(limit == 0 ? "" : rate(limit));
        line.add(limit == 0 ? "" : number("%.0f %%", 100 * own / limit));
        line.add(load.recordedPerSecond == 0 ? "" : rate(load.recordedPerSecond));
        line.add(ratio(own, load.recordedPerSecond));
        return line;
    }

    /** Start-up times and memory, one line per kind of start and server. */
    String starts() {
        Table table = new Table(List.of("start-up, fork to first 200 of /health", "median ms", "all"));
        startMillis.forEach(
                (kind, values) ->
                        table.add(
                                List.of(
                                        kind,
                                        number("%.0f", median(values)),
                                        String.join(
                                                " ",
                                                values.stream()
                                                        .map(value -> number("%.0f", value))
                                                        .toList()))));
        return table.toString();
    }

    private static String ratio(double own, double other) {
        return own == 0 || other == 0 ? "" : number("%.1fx", own / other);
    }

    private static String rate(double perSecond) {
        return perSecond == 0 ? "-" : number("%,.0f", perSecond);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
