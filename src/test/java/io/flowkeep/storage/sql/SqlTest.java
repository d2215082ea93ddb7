package io.flowkeep.storage.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SqlTest {

    @Test
    void parameters_go_with_their_pieces() {
        Sql sql = Sql.of("a = ?", 1).then(" AND b BETWEEN ? AND ?", 2, "c").then(" LIMIT 1");
        assertEquals("a = ? AND b BETWEEN ? AND ? LIMIT 1", sql.text());
        assertEquals(List.of(1, 2, "c"), sql.parameters());
    }

    @Test
    void what_says_nothing_is_left_out_with_its_parameters() {
        Sql sql =
                Sql.join(
                        ", ",
                        List.of(
                                Sql.of("a = ?", 1),
                                Sql.of("b = ?", 2).when(false),
                                Sql.NOTHING,
                                Sql.of("c = ?", 3).when(true)));
        assertEquals("a = ?, c = ?", sql.text());
        assertEquals(List.of(1, 3), sql.parameters());
        assertTrue(Sql.join(", ", List.of()).isNothing());
    }

    @Test
    void a_parameter_may_be_null() {
        assertEquals(Arrays.asList(null, 1), new ArrayList<>(Sql.of("? ?", null, 1).parameters()));
    }

    @Test
    void a_text_with_too_few_or_too_many_parameters_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Sql.of("a = ?"));
        assertThrows(IllegalArgumentException.class, () -> Sql.of("a = ?", 1, 2));
        Object[] taken = {"a", "b"}; // an array that is not handed over as one object
        assertThrows(IllegalArgumentException.class, () -> Sql.of("a = ANY (?)", taken));
    }

    @Test
    void what_happens_to_an_array_of_parameters_later_does_not_matter() {
        Object[] parameters = {1, 2};
        Sql sql = Sql.of("? ?", parameters);
        parameters[0] = 3;
        assertEquals(List.of(1, 2), sql.parameters());
        assertThrows(UnsupportedOperationException.class, () -> sql.parameters().clear());
    }

    @Test
    void a_row_is_inserted_or_assigned() {
        SqlRow row =
                new SqlRow()
                        .with("a", 1)
                        .with("b", Sql.of("?::uuid", "u"))
                        .with(new SqlRow().with("c", Sql.of("now()")));
        assertEquals(
                "INSERT INTO t (a, b, c) VALUES (?, ?::uuid, now())", row.insertInto("t").text());
        assertEquals("a = ?, b = ?::uuid, c = now()", row.assignments().text());
        assertEquals(List.of(1, "u"), row.insertInto("t").parameters());
        assertEquals(List.of(1, "u"), row.assignments().parameters());
    }
}
