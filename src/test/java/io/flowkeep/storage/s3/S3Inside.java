package io.flowkeep.storage.s3;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What is in a test's bucket, seen past the driver. */
final class S3Inside {
    private S3Inside() {}

    /** The keys of the server's own objects. */
    static List<String> own(S3Server server, Path folder) {
        return all(server, folder, "?list-type=2&prefix=.flowkeep/", "<Key>([^<]*)</Key>");
    }

    /** The ids of uploads that have not ended. */
    static List<String> uploads(S3Server server, Path folder) {
        return all(server, folder, "?uploads", "<UploadId>([^<]*)</UploadId>");
    }

    /** Puts an object as another program would. */
    static void put(S3Server server, Path folder, String key, String content) {
        server.send("PUT", "/" + server.bucket(folder) + "/" + key, content);
    }

    /** An object's content as another program sees it. */
    static String text(S3Server server, Path folder, String key) {
        return server.send("GET", "/" + server.bucket(folder) + "/" + key, "").body();
    }

    private static List<String> all(S3Server server, Path folder, String query, String pattern) {
        String body = server.send("GET", "/" + server.bucket(folder) + query, "").body();
        return Pattern.compile(pattern)
                .matcher(body)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
