package io.flowkeep.storage.s3;

import io.flowkeep.trust.Trust;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** The buckets that tests have made on a server that will still be there afterwards. */
final class S3Buckets {
    private static final int AT_ONCE = 8;

    private S3Buckets() {}

    /** Removes them with what is in them; those of other processes are let be. */
    static void remove(S3Server server, Collection<String> names) {
        S3Settings settings =
                S3Tests.settings(
                        server, server.url(), "", S3Settings.Guarding.NEVER, S3Tests.usual());
        try (S3Clients clients = S3Clients.open(settings, Trust.ofJvm());
                ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            S3Client client = clients.repeating();
            names.forEach(name -> threads.execute(() -> remove(client, name)));
        }
    }

    private static void remove(S3Client client, String bucket) {
        for (ListObjectsV2Response page :
                client.listObjectsV2Paginator(request -> request.bucket(bucket))) {
            Delete all =
                    Delete.builder()
                            .objects(
                                    page.contents().stream()
                                            .map(object ->
                                                    ObjectIdentifier.builder()
                                                            .key(object.key())
                                                            .build())
                                            .toList())
                            .build();
            if (page.hasContents()) {
                client.deleteObjects(request -> request.bucket(bucket).delete(all));
            }
        }
        client.deleteBucket(request -> request.bucket(bucket));
    }
}
