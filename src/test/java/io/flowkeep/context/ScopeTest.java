package io.flowkeep.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScopeTest {
    @ParameterizedTest
    @CsvSource({
        "global, global, global",
        "f, f.flow, f",
        "f.flow, f.flow, f",
        "n:f, f.nodes.n, n:f",
        "n:f:x, f.nodes.n, n:f",
        "f.nodes.n, n:f, n:f",
        "'', .flow, ''",
    })
    void spellings(String given, String rowKey, String shown) {
        assertEquals(rowKey, Scope.parse(given).rowKey());
        assertEquals(shown, Scope.parse(given).shown());
    }

    @Test
    void a_flow_does_not_own_its_nodes() {
        assertTrue(Scope.parse("f").belongsTo("f"));
        assertTrue(Scope.parse("n:f").belongsTo("n"));
        assertFalse(Scope.parse("n:f").belongsTo("f"));
        assertFalse(Scope.parse("ff").belongsTo("f"));
    }
}
