package io.flowkeep.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class UnansweredTest {
    @Test
    void an_answer_is_about_the_oldest_announcement_of_its_kind() {
        assertEquals("PS", new Unanswered("SPS").afterStarted().letters());
        assertEquals("S", new Unanswered("SPS").afterStopped().letters());
    }

    @Test
    void an_answer_that_nobody_waits_for_changes_nothing() {
        assertEquals("PP", new Unanswered("PP").afterStarted().letters());
        assertEquals("", Unanswered.NONE.afterStopped().letters());
    }

    @Test
    void the_oldest_are_forgotten_when_there_are_too_many() {
        Unanswered full = new Unanswered("S".repeat(Unanswered.MOST));
        assertEquals("S".repeat(Unanswered.MOST - 1) + "P", full.withStop().letters());
    }

    @Test
    void other_letters_and_too_many_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Unanswered("x"));
        String tooMany = "S".repeat(Unanswered.MOST + 1);
        assertThrows(IllegalArgumentException.class, () -> new Unanswered(tooMany));
    }
}
