package io.flowkeep.events;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which kinds of events the bus does not take, once each. One thread at a time. */
final class FailingNames {
    private static final Logger LOG = LoggerFactory.getLogger(FailingNames.class);

    /** More than there are kinds of events. */
    private static final int MOST_NAMES = 1000;

    private final Map<String, OutageLog> logs = new HashMap<>();

    void failed(String name, String reason) {
        if (logs.size() > MOST_NAMES) {
            logs.clear();
        }
        logs.computeIfAbsent(
                        name, _ -> new OutageLog(LOG, "Events " + name + " are not taken and wait"))
                .failed(reason);
    }

    void worked(String name) {
        OutageLog log = logs.get(name);
        if (log != null) {
            log.worked();
        }
    }
}
