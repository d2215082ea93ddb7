package io.flowkeep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What the documents quote is what the program says. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class QuotedMessagesTest {
    private static final SourceTexts SOURCE = SourceTexts.ofThisTree();

    @Test
    void every_message_that_the_documents_quote_is_in_the_source() throws IOException {
        List<String> strange = new ArrayList<>();
        int all = 0;
        for (Path document : documents()) {
            for (String message : QuotedMessages.in(Files.readString(document))) {
                all++;
                List<String> parts = QuotedMessages.parts(message);
                if (parts.isEmpty() || !SOURCE.say(parts)) {
                    strange.add(document + ": `" + message + "`");
                }
            }
        }
        assertEquals(
                List.of(),
                strange,
                "the program says none of these; quote what it says, or put <!-- example --> right"
                        + " behind what is no message");
        assertTrue(all >= 20, "only " + all + " messages were found");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    @Test
    void a_message_that_was_changed_in_the_source_is_found_out() {
        String quoted = "`cannot listen on HOST port N: …`";
        List<String> parts = QuotedMessages.parts(QuotedMessages.in(quoted).getFirst());
        assertEquals(List.of("cannot listen on", "port"), parts);
        assertTrue(SOURCE.say(parts));
        List<String> changed = new ArrayList<>();
        SOURCE.files().forEach(file -> changed.add(file.replace("listen on", "hear at")));
        assertFalse(new SourceTexts(changed).say(parts));
    }

    @Test
    void texts_that_are_joined_are_one() {
        assertEquals("\na b\nc", SourceTexts.literals("say(\"a \"\n    + \"b\"); tell(\"c\")"));
    }

    @Test
    void what_is_no_message_is_passed_over() {
        String document =
                """
                `one` `GET /x y` `FF_MODE: append` `kill -9` `--to s3://x y` `A=b ./flowkeep serve`
                `an example of it`<!-- example --> `a message`
                ```
                `in a block`
                ```
                """;
        assertEquals(List.of("a message"), QuotedMessages.in(document));
    }
}
