package io.flowkeep.json;

import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that is written while its first member, an array, is still being made, so that no more
 * than one element is in memory. For one thread.
 */
public final class JsonArrayStream {
    private final OutputStream out;
    private final String name;
    private boolean begun;

    /**
     * Writes nothing yet.
     *
     * @param name of the array; no quotes, no backslashes
     */
    public JsonArrayStream(OutputStream out, String name) {
        this.out = out;
        this.name = name;
    }

    /** Writes an element, and the object's begin before the first. */
    public void add(ObjectNode element) throws IOException {
        if (begun) {
            write(",\n");
        } else {
            begin();
        }
        out.write(Json.bytes(element));
    }

    /** Writes the end of the array and the other members, of which there is at least one. */
    public void end(ObjectNode others) throws IOException {
        if (!begun) {
            begin();
        }
        write("],\n");
        write(Json.text(others).substring(1));
    }

    private void begin() throws IOException {
        begun = true;
        write("{\"" + name + "\":[");
    }

    private void write(String text) throws IOException {
        out.write(Utf8.bytes(text));
    }
}
