package io.flowkeep.events.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.flowkeep.events.OutboxEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Empties a queue and judges what was in it. Stateless. */
final class Collector {
    private Collector() {}

    /** The messages' ids in the order of the queue, repetitions included. */
    static List<String> drain(String url, String queue) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        List<String> ids = new ArrayList<>();
        try (Connection connection = factory.newConnection("collector");
                var channel = connection.createChannel()) {
            for (GetResponse message = channel.basicGet(queue, true);
                    message != null;
                    message = channel.basicGet(queue, true)) {
                ids.add(message.getProps().getMessageId());
            }
        }
        return ids;
    }

    /** Each event is there, and for each key the first of each are in the order given. */
    static void assertAllInOrder(Collection<OutboxEvent> stored, List<String> arrived) {
        Map<String, List<String>> wanted = new HashMap<>();
        Map<String, String> keys = new HashMap<>();
        for (OutboxEvent event : stored) {
            wanted.computeIfAbsent(event.key(), _ -> new ArrayList<>()).add(event.id());
            keys.put(event.id(), event.key());
        }
        Set<String> missing = new HashSet<>(keys.keySet());
        arrived.forEach(missing::remove);
        assertTrue(missing.isEmpty(), missing.size() + " of " + keys.size() + " are missing");
        Map<String, List<String>> firsts = new HashMap<>();
        for (String id : new LinkedHashSet<>(arrived)) {
            firsts.computeIfAbsent(String.valueOf(keys.get(id)), _ -> new ArrayList<>()).add(id);
        }
        wanted.forEach((key, ids) -> assertEquals(ids, firsts.get(key), key));
    }
}
