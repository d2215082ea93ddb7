package io.flowkeep.storage.mongodb;

/** Where in a flow a value stands, which decides on the types it is stored in. */
enum FlowPosition {
    TOP,
    GRAPH,
    NODES,
    NODE,
    /** An ObjectId, if it is one. */
    REFERENCE,
    /** Anything; nothing below is told apart. */
    FREE;

    FlowPosition member(String name) {
        return switch (this) {
            case TOP ->
                    switch (name) {
                        case "graph" -> GRAPH;
                        case "fromTemplate" -> REFERENCE;
                        default -> FREE;
                    };
            case GRAPH -> name.equals("nodes") ? NODES : FREE;
            case NODE ->
                    name.equals("componentId") || name.equals("credentials_id") ? REFERENCE : FREE;
            case NODES, REFERENCE, FREE -> FREE;
        };
    }

    FlowPosition element() {
        return this == NODES ? NODE : FREE;
    }
}
