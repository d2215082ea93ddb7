package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.Owner;
import io.flowkeep.json.Json;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The statements on owner sets and lists: who owns flows together, and in which lists they are. */
final class OwnerSets {
    /** The list of all flows. */
    private static final long EVERYTHING = 0;

    /** The list of the flows without owners. */
    static final long NOBODYS = 1;

    private static final String LISTS_OF =
            "(SELECT list FROM owner_set_lists WHERE owner_set = ?1)";
    private static final String FIND = "SELECT id FROM owner_sets WHERE owners = ?";
    private static final String CREATE = "INSERT INTO owner_sets (owners) VALUES (?) RETURNING id";
    private static final String CREATE_LIST =
            "INSERT INTO lists (owner, sets, indexed) VALUES (?, 0, 0) RETURNING id";
    private static final String FIND_EVERYTHING =
            "SELECT id, sets, indexed FROM lists WHERE id = 0";
    private static final String FIND_LIST = "SELECT id, sets, indexed FROM lists WHERE owner = ?";
    private static final String ADD_LIST =
            "INSERT INTO owner_set_lists (owner_set, list) VALUES (?, ?)";
    private static final String COUNT_UP =
            "UPDATE lists SET sets = sets + 1 WHERE id IN " + LISTS_OF;
    private static final String COUNT_DOWN =
            "UPDATE lists SET sets = sets - 1 WHERE id IN " + LISTS_OF;
    private static final String IS_USED =
            "SELECT 1 FROM owner_set_counts WHERE owner_set = ? AND n > 0";
    private static final String DELETE_LIST_COUNTS =
            "DELETE FROM list_counts WHERE list IN (SELECT id FROM lists"
                    + " WHERE sets = 0 AND id > 1 AND id IN "
                    + LISTS_OF
                    + ")";
    private static final String DELETE_LISTS =
            "DELETE FROM lists WHERE sets = 0 AND id > 1 AND id IN " + LISTS_OF;
    private static final String DELETE_MEMBERS = "DELETE FROM owner_set_lists WHERE owner_set = ?";
    private static final String DELETE_COUNTS = "DELETE FROM owner_set_counts WHERE owner_set = ?";
    private static final String DELETE = "DELETE FROM owner_sets WHERE id = ?";

    private OwnerSets() {}

    /**
     * A list as counts need to know it.
     *
     * @param sets in how many owner sets it is
     * @param indexed whether its orders are indexed
     */
    record OwnerList(long id, long sets, boolean indexed) {}

    /** The ids of a flow's owners, each once. */
    static SortedSet<String> owners(FlowDefinition definition) {
        SortedSet<String> ids = new TreeSet<>();
        for (Owner owner : definition.owners()) {
            ids.add(owner.id());
        }
        return ids;
    }

    /** An owner's id as it is stored. */
    static String stored(String ownerId) {
        return Json.text(JsonNodeFactory.instance.stringNode(ownerId));
    }

    static Optional<OwnerList> list(SqlSession session, String ownerId) throws SQLException {
        return session.find(FIND_LIST, OwnerSets::list, stored(ownerId));
    }

    static OwnerList everything(SqlSession session) throws SQLException {
        return session.find(FIND_EVERYTHING, OwnerSets::list).orElseThrow();
    }

    private static OwnerList list(ResultSet row) throws SQLException {
        return new OwnerList(row.getLong(1), row.getLong(2), row.getInt(3) == 1);
    }

    /** The set of these owners, created if it does not exist. */
    static long require(SqlSession session, SortedSet<String> owners) throws SQLException {
        ArrayNode ids = Json.array();
        owners.forEach(ids::add);
        String key = Json.text(ids);
        Optional<Long> found = session.find(FIND, row -> row.getLong(1), key);
        return found.isPresent() ? found.get() : create(session, key, owners);
    }

    private static long create(SqlSession session, String key, SortedSet<String> owners)
            throws SQLException {
        long set = session.find(CREATE, row -> row.getLong(1), key).orElseThrow();
        session.execute(ADD_LIST, set, EVERYTHING);
        if (owners.isEmpty()) {
            session.execute(ADD_LIST, set, NOBODYS);
        }
        for (String owner : owners) {
            Optional<OwnerList> found = list(session, owner);
            long list =
                    found.isPresent()
                            ? found.get().id()
                            : session.find(CREATE_LIST, row -> row.getLong(1), stored(owner))
                                    .orElseThrow();
            session.execute(ADD_LIST, set, list);
        }
        session.execute(COUNT_UP, set);
        return set;
    }

    /** Removes a set without flows, and the lists that are in no other set. */
    static void dropIfUnused(SqlSession session, long set) throws SQLException {
        if (session.find(IS_USED, row -> row.getInt(1), set).isPresent()) {
            return;
        }
        session.execute(COUNT_DOWN, set);
        session.execute(DELETE_LIST_COUNTS, set);
        session.execute(DELETE_LISTS, set);
        session.execute(DELETE_MEMBERS, set);
        session.execute(DELETE_COUNTS, set);
        session.execute(DELETE, set);
    }
}
