package io.flowkeep.contract;

import java.util.Map;

/** Where answers from a bucket differ from those recorded on a folder. */
final class BucketDifferences {
    private static final ServerDifferences.Answer DONE = new ServerDifferences.Answer(200, "");

    static final Map<String, ServerDifferences.Answer> ANSWERS =
            Map.of(
                    // As the replaced server answered with its files on S3.
                    "files-basic-0011", DONE,
                    "files-basic-0012", DONE,
                    // S3's keys end at 1024 bytes.
                    "files-path-0122", tooLong("files-path-0122"));

    private BucketDifferences() {}

    private static ServerDifferences.Answer tooLong(String id) {
        String path =
                RecordedCase.all().stream()
                        .filter(recorded -> recorded.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .path();
        return new ServerDifferences.Answer(
                400,
                """
                {"statusCode":400,"code":"ENAMETOOLONG","error":"Bad Request",\
                "message":"ENAMETOOLONG: name too long, open '%s'"}\
                """
                        .formatted(path.substring("/v1/files/t1/p1/".length())));
    }
}
