package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.NameOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What is in a bucket, page by page. Safe for concurrent use.
 *
 * <p>Stores differ. Some know only the older of S3's two ways to list, and treat the newer one like
 * it, so that every page is the first; some begin a page with the very name after which it was to
 * begin. So what is not behind that name is left out here, and a listing that makes no progress is
 * asked for in the older way; if that makes none either, it ends as a fault instead of looping.
 */
final class BucketPages {
    private static final Logger LOG = LoggerFactory.getLogger(BucketPages.class);

    /** S3's own limit. */
    static final int MOST = 1000;

    /** One is lost if the page begins where the last one ended. */
    private static final int LEAST = 2;

    private static final int EMPTY_MOST = 100;

    private final Bucket bucket;
    private final AtomicBoolean old = new AtomicBoolean();

    BucketPages(Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * What is asked for.
     *
     * @param prefix what all keys begin with
     * @param after only keys behind this one; empty for all
     * @param folders whether keys with a slash behind the prefix are put together
     * @param most as many are wanted; a few more may come
     */
    record Query(String prefix, String after, boolean folders, int most) {}

    /**
     * A part of the answer.
     *
     * @param prefixes what was put together, each with the slash at its end
     * @param last the last key or prefix of this page; the next page begins behind it
     */
    record Page(List<S3Object> objects, List<String> prefixes, boolean more, String last) {}

    /** Every object whose key begins with something. */
    void each(String prefix, Consumer<S3Object> consumer) {
        String after = "";
        boolean more = true;
        while (more) {
            Page page = page(new Query(prefix, after, false, MOST));
            page.objects().forEach(consumer);
            more = page.more();
            after = page.last();
        }
    }

    /**
     * One page. Empty only if there is nothing more.
     *
     * @throws StoreUnavailable the store does not answer, or not as it should
     */
    Page page(Query query) {
        boolean wasOld = old.get();
        if (wasOld) {
            return moving(query, older(query));
        }
        try {
            Page page = newer(query);
            if (moves(page)) {
                return page;
            }
        } catch (SdkException | IllegalStateException e) {
            if (!(e instanceof SdkException said && S3Errors.isNotUnderstood(said))) {
                throw S3Errors.unavailable("list objects", e);
            }
        }
        Page page = moving(query, older(query));
        if (old.compareAndSet(false, true)) {
            LOG.info("the bucket {} is listed in the older way (ListObjects)", bucket.name());
        }
        return page;
    }

    private static boolean moves(Page page) {
        return !page.more() || !page.objects().isEmpty() || !page.prefixes().isEmpty();
    }

    private static Page moving(Query query, Page page) {
        if (!moves(page)) {
            throw new StoreUnavailable(
                    "the store's listing of %s does not get beyond %s"
                            .formatted(query.prefix(), query.after()),
                    null);
        }
        return page;
    }

    /** Some pages can be empty, and yet not the last. */
    private Page newer(Query query) {
        ListObjectsV2Response answer = newer(query, "");
        for (int empty = 0; empty < EMPTY_MOST && isEmptyButNotLast(answer); empty++) {
            answer = newer(query, answer.nextContinuationToken());
        }
        return page(
                query,
                answer.contents(),
                answer.commonPrefixes(),
                Boolean.TRUE.equals(answer.isTruncated()));
    }

    private static boolean isEmptyButNotLast(ListObjectsV2Response answer) {
        return answer.contents().isEmpty()
                && answer.commonPrefixes().isEmpty()
                && answer.nextContinuationToken() != null;
    }

    private ListObjectsV2Response newer(Query query, String token) {
        return bucket.repeating()
                .listObjectsV2(request -> {
                    request.bucket(bucket.name()).prefix(query.prefix()).maxKeys(size(query));
                    if (!token.isEmpty()) {
                        request.continuationToken(token);
                    } else if (!query.after().isEmpty()) {
                        request.startAfter(query.after());
                    }
                    if (query.folders()) {
                        request.delimiter("/");
                    }
                });
    }

    private Page older(Query query) {
        return S3Errors.harmless(
                "list objects",
                () -> {
                    ListObjectsResponse answer =
                            bucket.repeating()
                                    .listObjects(request -> {
                                        request.bucket(bucket.name())
                                                .prefix(query.prefix())
                                                .maxKeys(size(query));
                                        if (!query.after().isEmpty()) {
                                            request.marker(query.after());
                                        }
                                        if (query.folders()) {
                                            request.delimiter("/");
                                        }
                                    });
                    return page(
                            query,
                            answer.contents(),
                            answer.commonPrefixes(),
                            Boolean.TRUE.equals(answer.isTruncated()));
                });
    }

    private static int size(Query query) {
        return Math.clamp(query.most(), LEAST, MOST);
    }

    private static Page page(
            Query query, List<S3Object> contents, List<CommonPrefix> folders, boolean more) {
        List<S3Object> objects =
                contents.stream().filter(object -> isBehind(object.key(), query.after())).toList();
        List<String> prefixes =
                folders.stream()
                        .map(CommonPrefix::prefix)
                        .filter(prefix -> isBehind(prefix, query.after()))
                        .toList();
        String last = objects.isEmpty() ? query.after() : objects.getLast().key();
        if (!prefixes.isEmpty() && isBehind(prefixes.getLast(), last)) {
            last = prefixes.getLast();
        }
        return new Page(objects, prefixes, more, last);
    }

    private static boolean isBehind(String key, String after) {
        return NameOrder.BY_BYTES.compare(key, after) > 0;
    }
}
