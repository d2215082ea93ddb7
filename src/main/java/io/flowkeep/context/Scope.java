package io.flowkeep.context;

/**
 * Where a context belongs: global, a flow or a node. Immutable. Any text is a scope.
 *
 * <p>Node-RED says {@code global}, {@code FLOW} and {@code NODE:FLOW}; the tables say {@code
 * global}, {@code FLOW.flow} and {@code FLOW.nodes.NODE}. Either spelling is accepted. Odd but
 * intended: {@code FLOW.nodes.NODE} given by a client is kept as {@code NODE:FLOW}, another row
 * than the one {@code NODE:FLOW} means, as in the server this replaces.
 *
 * @param rowKey the key in the tables
 */
public record Scope(String rowKey) {
    private static final String GLOBAL = "global";
    private static final String FLOW = ".flow";
    private static final String NODES = ".nodes.";

    /** The scope that a client means. */
    public static Scope parse(String text) {
        if (text.equals(GLOBAL)) {
            return new Scope(GLOBAL);
        }
        if (text.contains(NODES)) {
            return new Scope(nodeOfFlow(text));
        }
        if (text.endsWith(FLOW)) {
            return new Scope(text);
        }
        if (text.contains(":")) {
            String[] parts = text.split(":", -1); // what follows a second colon is dropped
            return new Scope(parts[1] + NODES + parts[0]);
        }
        return new Scope(text + FLOW);
    }

    /** The scope as listings show it. */
    public String shown() {
        if (rowKey.equals(GLOBAL)) {
            return GLOBAL;
        }
        if (rowKey.contains(NODES)) {
            return nodeOfFlow(rowKey);
        }
        return rowKey.endsWith(FLOW)
                ? rowKey.substring(0, rowKey.length() - FLOW.length())
                : rowKey;
    }

    /** Tells whether this is the scope that a clean-up never touches. */
    public boolean isGlobal() {
        return rowKey.equals(GLOBAL);
    }

    /** Tells whether this is the context of a flow or node of that id. */
    public boolean belongsTo(String id) {
        return rowKey.startsWith(id + FLOW) || rowKey.endsWith(NODES + id);
    }

    private static String nodeOfFlow(String text) {
        int flowEnd = text.indexOf(NODES);
        int nodeStart = flowEnd + NODES.length();
        int nodeEnd = text.indexOf(NODES, nodeStart);
        String node = text.substring(nodeStart, nodeEnd < 0 ? text.length() : nodeEnd);
        return node + ":" + text.substring(0, flowEnd);
    }
}
