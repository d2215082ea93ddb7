package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.storage.s3.S3Front;
import io.flowkeep.storage.s3.S3Front.Fault;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files in a bucket, changed by other programs. */
abstract class HandMadeBucketChanges extends HandMadeChanges {
    private final S3Server s3 = S3Server.require();
    final S3Front front = new S3Front(s3.behind());

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
    final void closeFront() {
        front.close();
    }

    /** As a store on a folder answers names that are too long for its disk: nothing is there. */
    @Test
    final void a_write_of_which_nothing_came_does_not_count() throws Exception {
        assertEquals(200, write("a", 100).status());
        front.fail("^PUT /[^ ]*toolong", Fault.ERROR, 1000);
        assertEquals(503, write("toolong", 54).status());
        Await.within(Duration.ofSeconds(40), () -> used() == 100);
        Await.within(Duration.ofSeconds(40), () -> write("b", 899).status() == 200);
    }
}
