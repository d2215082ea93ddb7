package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.storage.s3.S3Front;
import io.flowkeep.storage.s3.S3Front.Fault;
import io.flowkeep.storage.s3.S3Server;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files in a bucket, changed by other programs. */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HandMadeBucketChangesTest extends HandMadeChanges {
    private final S3Server s3 = S3Server.require();
    private final S3Front front = new S3Front(s3.behind());

    @Override
    String driver() {
        return """
          type: s3
          options:
            bucket: %s
            endpoint: %s
            forcePathStyle: true
            credentials: {accessKeyId: id, secretAccessKey: secret}
        """
                .formatted(s3.bucket(home), front.url())
                .indent(2);
    }

    @Override
    void put(String name, String content) {
        assertEquals(200, s3.send("PUT", path(name), content).statusCode());
    }

    @Override
    void delete(String name) {
        assertEquals(204, s3.send("DELETE", path(name), "").statusCode());
    }

    private String path(String name) {
        return "/" + s3.bucket(home) + "/t1/p1/" + name;
    }

    @AfterEach
    void closeFront() {
        front.close();
    }

    /** As a store on a folder answers names that are too long for its disk: nothing is there. */
    @Test
    void a_write_of_which_nothing_came_does_not_count() throws Exception {
        assertEquals(200, write("a", 100).status());
        front.fail("^PUT /[^ ]*toolong", Fault.ERROR, 1000);
        assertEquals(503, write("toolong", 54).status());
        Eventually.within(Duration.ofSeconds(20), () -> used() == 100);
        assertEquals(200, write("b", 899).status());
    }

    @Test
    void a_write_that_came_though_nobody_heard_of_it_counts() throws Exception {
        front.fail("^PUT /[^ ]*unheard", Fault.BREAK_AFTER, 3);
        int status = write("unheard", 54).status();
        assertEquals(status == 200 ? 200 : 503, status);
        Eventually.within(Duration.ofSeconds(20), () -> used() == 54);
    }

    @Test
    void a_deletion_of_which_nobody_heard_counts() throws Exception {
        assertEquals(200, write("a", 100).status());
        front.fail("^DELETE /[^ ]*/a", Fault.BREAK_AFTER, 3);
        wire.delete(TOKEN, "/v1/files/t1/p1/a");
        Eventually.within(Duration.ofSeconds(20), () -> used() == 0);
    }
}
