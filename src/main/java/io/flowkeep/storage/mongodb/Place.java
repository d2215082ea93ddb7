package io.flowkeep.storage.mongodb;

/** Where in a flow a value stands, which decides on the types it is stored in. */
enum Place {
    TOP,
    GRAPH,
    NODES,
    NODE,
    /** An ObjectId, if it is one. */
    REFERENCE,
    /** Anything; nothing below is told apart. */
    FREE;

    Place member(String name) {
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

    Place element() {
        return this == NODES ? NODE : FREE;
    }
}
