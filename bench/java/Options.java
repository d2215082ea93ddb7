import java.nio.file.Path;
import java.util.List;

/** The command line. {@code peer} is empty when there is none. */
record Options(
        Path root, String server, String peer, int rounds, int seconds, List<Integer> connections) {
    static final String USAGE =
            """
            usage: bench/run [--peer CMD] [--rounds N] [--seconds S] [--quick] [--server CMD]
              --peer CMD    also measure this server; FLOWFORGE_HOME and PORT are in its environment
              --rounds N    how often each load is run against each server, in turn (3)
              --seconds S   how long each run takes (4)
              --quick       one round of one second at 16 connections: shows that it works, no numbers to quote
              --server CMD  what to measure instead of ./flowkeep serve""";

    static Options parse(Path root, List<String> arguments) {
        String server = root.resolve("flowkeep") + " serve";
        String peer = "";
        int rounds = 3;
        int seconds = 4;
        List<Integer> connections = List.of(16, 32);
        for (int at = 0; at < arguments.size(); at++) {
            switch (arguments.get(at)) {
                case "--peer" -> peer = value(arguments, ++at);
                case "--server" -> server = value(arguments, ++at);
                case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++at));
                case "--seconds" -> seconds = Integer.parseInt(value(arguments, ++at));
                case "--quick" -> {
                    rounds = 1;
                    seconds = 1;
                    connections = List.of(16);
                }
                case "--help" -> throw new IllegalArgumentException("");
                default -> throw new IllegalArgumentException("unknown: " + arguments.get(at));
            }
        }
        if (rounds < 1 || seconds < 1) {
            throw new IllegalArgumentException("rounds and seconds start at 1");
        }
        return new Options(root, server, peer, rounds, seconds, connections);
    }

    private static String value(List<String> arguments, int at) {
        if (at >= arguments.size()) {
            throw new IllegalArgumentException("no value for " + arguments.get(at - 1));
        }
        return arguments.get(at);
    }
}
