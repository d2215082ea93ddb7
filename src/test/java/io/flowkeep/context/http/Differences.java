package io.flowkeep.context.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Where the answers differ from the recorded ones on purpose, and cases that are not played. */
public final class Differences {
    /** PostgreSQL's cases are SQLite's over again, this many later. */
    private static final int POSTGRESQL_LATER = 480;

    private static final String SHELL = "no such route; the server's shell answers";
    private static final String UNAUTHORIZED =
            "{\"code\":\"unauthorized\",\"error\":\"unauthorized\"}";

    private static final String KX_0408 =
            "{\"foo\":1,\"x\":{\"a\":1,\"b\":9},\"sel\":\"b\",\"p\":{\"0\":1},\"r\":[{\"y\":1}],"
                    + "\"\u00e9\":{\"s\":1},\"t\":{\"a\":{\"b\":1,\"x\":1},\"c\":{\"d\":1}},"
                    + "\"lead\":1,\"u\":[null,[null,null,1]],\"arr\":[],\"hasOwnProperty\":1";
    private static final String S5_0323 = "{\"x-y\":1,\"1x\":1,\"__proto__\":{\"polluted\":1}";
    private static final String S5_0325 =
            S5_0323 + ",\"constructor\":{\"prototype\":{\"polluted\":1}},\"prototype\":{\"z\":1}";
    private static final String S5_0326 = S5_0325 + ",\"x\":{\"__proto__\":{\"y\":1}}";

    private Differences() {}

    /** An answer that is meant. */
    public record Answer(int status, String body) {}

    /** Not played, and why. */
    public static final Map<String, String> LEFT_OUT =
            both(
                    Map.of(
                            "ctx-keys-0341", SHELL,
                            "ctx-errors-0370", SHELL,
                            "ctx-errors-0372", SHELL,
                            "ctx-delete-0473", SHELL,
                            "ctx-errors-0367", "the answer was lost when the connection closed"));

    /** Answers that differ. */
    public static final Map<String, Answer> ANSWERS =
            both(
                    Map.of(
                            // __proto__ is a name like any other, and nothing is stored under it.
                            "ctx-keyexpr-0270",
                            new Answer(200, "[{\"key\":\"__proto__\"}]"),
                            // So is hasOwnProperty.
                            "ctx-keyexpr-0408",
                            new Answer(200, "{}"),
                            // An index far past the end is refused.
                            "ctx-keyexpr-0420",
                            new Answer(
                                    400,
                                    "{\"error\":\"Invalid property expression: array index 200000"
                                            + " is more than 10000 past the end\","
                                            + "\"code\":\"INVALID_EXPR\"}"),
                            // The token is looked at before the body and the query.
                            "ctx-errors-0368",
                            new Answer(401, UNAUTHORIZED),
                            "ctx-errors-0369",
                            new Answer(401, UNAUTHORIZED)));

    /** What is stored after a case, where names that were lost are kept now. */
    static final Map<String, String> AFTER = both(after());

    /** Sets that were made between two recorded cases and not recorded themselves. */
    public static final Map<String, String> BETWEEN =
            both(Map.of("ctx-keys-0338", "[{\"key\":\"2\",\"value\":4},{\"key\":\"k2\"}]"));

    /** Quota cases before which the scope was deleted, likewise not recorded. */
    public static final Set<String> DELETED_BEFORE = deletedBefore();

    private static Set<String> deletedBefore() {
        Set<String> ids = new HashSet<>();
        for (int number : new int[] {579, 581, 583, 584, 592, 594}) {
            ids.add(String.format("ctx-quota-%04d", number)); // SQLite
            ids.add(String.format("ctx-quota-%04d", number + 27)); // memory
            ids.add(String.format("ctx-quota-%04d", number + 430)); // PostgreSQL
        }
        return ids;
    }

    private static Map<String, String> after() {
        Map<String, String> after = new HashMap<>();
        after.put("ctx-keyexpr-0323", S5_0323 + "}");
        after.put(
                "ctx-keyexpr-0324", S5_0323 + ",\"constructor\":{\"prototype\":{\"polluted\":1}}}");
        after.put("ctx-keyexpr-0325", S5_0325 + "}");
        for (int i = 326; i <= 329; i++) {
            after.put("ctx-keyexpr-0" + i, S5_0326 + "}");
        }
        after.put("ctx-keyexpr-0330", S5_0326 + ",\"n\u00e9\":1}");
        after.put("ctx-keyexpr-0331", S5_0326 + ",\"n\u00e9\":1,\"\u2603\":1}");
        after.put("ctx-keyexpr-0332", S5_0326 + ",\"n\u00e9\":1,\"\u2603\":1,\"a/b\":1}");
        after.put("ctx-keyexpr-0408", KX_0408 + "}");
        after.put("ctx-keyexpr-0409", KX_0408 + "}");
        after.put("ctx-keyexpr-0410", KX_0408 + ",\"toString\":{\"x\":1}}");
        after.put("ctx-keyexpr-0411", KX_0408 + ",\"toString\":{\"x\":1},\"\\t\":1}");
        after.put("ctx-keyexpr-0412", KX_0408 + ",\"toString\":{\"x\":1},\"\\t\":1,\"a\\nb\":1}");
        after.put("ctx-keyexpr-0413", KX_0408 + ",\"toString\":{\"x\":1},\"\\t\":1,\"a\\nb\":1}");
        return after;
    }

    private static <T> Map<String, T> both(Map<String, T> ofSqlite) {
        Map<String, T> both = new HashMap<>(ofSqlite);
        ofSqlite.forEach((id, value) -> {
            int dash = id.lastIndexOf('-');
            int number = Integer.parseInt(id.substring(dash + 1)) + POSTGRESQL_LATER;
            both.put(String.format("%s-%04d", id.substring(0, dash), number), value);
        });
        return both;
    }

    /** Every case that is named here. */
    public static Set<String> ids() {
        Set<String> ids = new HashSet<>(LEFT_OUT.keySet());
        ids.addAll(ANSWERS.keySet());
        ids.addAll(AFTER.keySet());
        ids.addAll(BETWEEN.keySet());
        ids.addAll(DELETED_BEFORE);
        return ids;
    }
}
