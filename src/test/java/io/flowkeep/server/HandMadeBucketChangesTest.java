package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.storage.s3.S3Front.Fault;
import io.flowkeep.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One server, whose usage is its own. */
@Tag("slow")
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HandMadeBucketChangesTest extends HandMadeBucketChanges {

    @Test
    void a_write_that_came_though_nobody_heard_of_it_counts() throws Exception {
        front.fail("^PUT /[^ ]*unheard", Fault.BREAK_AFTER, 3);
        int status = write("unheard", 54).status();
        assertEquals(status == 200 ? 200 : 503, status);
        Await.within(Duration.ofSeconds(20), () -> used() == 54);
    }

    @Test
    void a_deletion_of_which_nobody_heard_counts() throws Exception {
        assertEquals(200, write("a", 100).status());
        front.fail("^DELETE /[^ ]*/a", Fault.BREAK_AFTER, 3);
        wire.delete(TOKEN, "/v1/files/t1/p1/a");
        Await.within(Duration.ofSeconds(20), () -> used() == 0);
    }
}
