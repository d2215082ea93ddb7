package io.flowkeep.storage.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells rows of the file-server that can be taken over from those that cannot: those whose JSON is
 * no object or cannot be read. A client of the file-server could not have used them either. For one
 * thread at a time.
 */
public final class FileServerRows {
    private static final Logger LOG = LoggerFactory.getLogger(FileServerRows.class);

    /** The most ids in a log line. */
    private static final int NAMED = 1000;

    private final Taker taker;
    private final List<Long> left = new ArrayList<>();
    private long taken;
    private long leftOut;

    /** Stores a scope. */
    @FunctionalInterface
    public interface Taker {
        /** Stores the values of a row, which are those of its JSON. */
        void take(FileServerRow row, Map<String, String> values) throws SQLException;
    }

    /**
     * Makes a reader of rows.
     *
     * @param taker stores the rows that can be taken over
     */
    public FileServerRows(Taker taker) {
        this.taker = taker;
    }

    /** Stores a row, or notes that it stays behind. */
    public void add(FileServerRow row) throws SQLException {
        Optional<Map<String, String>> values = FileServerValues.read(row.json());
        if (values.isPresent()) {
            taker.take(row, values.get());
            taken++;
            return;
        }
        leftOut++;
        if (left.size() < NAMED) {
            left.add(row.id());
        }
    }

    /**
     * Logs how many were taken over, and which were not.
     *
     * @param table where the others can be found
     */
    public void log(String table) {
        LOG.info("took over {} scopes of the file-server", taken);
        if (leftOut > 0) {
            LOG.warn(
                    "left {} rows in {}, being no JSON objects; ids {}{}",
                    leftOut,
                    table,
                    left,
                    leftOut > left.size() ? " and more" : "");
        }
    }
}
