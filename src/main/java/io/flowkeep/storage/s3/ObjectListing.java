package io.flowkeep.storage.s3;

import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.NameOrder;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Lists folders derived from the names of objects. Safe for concurrent use.
 *
 * <p><b>Order.</b> The store sorts a folder by its name with a slash, Flowkeep by its name without
 * it, which may be much earlier: {@code b} comes before {@code b-1}, {@code b/} after {@code b-9}.
 * So a folder can be missing from what was read so far only if the last name read begins with its
 * name, followed by a character below the slash. There are as many such folders as the last name
 * has such characters, and each is asked for by itself. What a page costs therefore depends on the
 * page, not on the folder.
 */
record ObjectListing(Bucket bucket) {
    /** A part of what is below a prefix, which ends in a slash. */
    Listing list(String prefix, boolean isProject, ListQuery query) {
        Reading reading = new Reading(prefix, after(query), query.recursive());
        while (reading.hasMore && reading.entries.size() <= query.limit()) {
            read(reading, query.limit());
        }
        if (reading.hasMore && !query.recursive()) {
            addHidden(reading);
        }
        if (reading.entries.isEmpty() && !isProject && !exists(prefix)) {
            return new Missing();
        }
        List<Listing.Entry> all = List.copyOf(reading.entries.values());
        boolean more = reading.hasMore || all.size() > query.limit();
        return new Listing.Page(all.subList(0, Math.min(query.limit(), all.size())), more);
    }

    /** What has been read of a folder. */
    private static final class Reading {
        final String prefix;
        final String after;
        final boolean recursive;
        final NavigableMap<String, Listing.Entry> entries = new TreeMap<>(NameOrder.BY_BYTES);
        boolean hasMore = true;

        /** How far the store has come, with the slash that ends a folder. */
        String last;

        Reading(String prefix, String after, boolean recursive) {
            this.prefix = prefix;
            this.after = after;
            this.recursive = recursive;
            this.last = after;
        }

        void add(Listing.Entry entry) {
            boolean isWanted =
                    ObjectKeys.isFile(entry.name())
                            && NameOrder.BY_BYTES.compare(entry.name(), after) > 0;
            if (isWanted && entry.kind() == Listing.Kind.FOLDER) {
                entries.putIfAbsent(entry.name(), entry); // a file hides a folder of its name
            } else if (isWanted) {
                entries.put(entry.name(), entry);
            }
        }
    }

    private void read(Reading reading, int limit) {
        String prefix = reading.prefix;
        int most = limit + 1 - reading.entries.size();
        BucketPages.Page page =
                bucket.pages()
                        .page(
                                new BucketPages.Query(
                                        prefix, prefix + reading.last, !reading.recursive, most));
        page.objects()
                .forEach(object ->
                        reading.add(
                                new Listing.Entry(
                                        object.key().substring(prefix.length()),
                                        Listing.Kind.FILE,
                                        object.size(),
                                        ObjectState.wholeSeconds(object.lastModified()))));
        page.prefixes()
                .forEach(folder ->
                        reading.add(
                                folder(folder.substring(prefix.length(), folder.length() - 1))));
        reading.last = page.last().substring(prefix.length());
        reading.hasMore = page.more();
    }

    private void addHidden(Reading reading) {
        String last = reading.last;
        for (int i = 1; i < last.length(); i++) {
            String name = last.substring(0, i);
            if (last.charAt(i) < '/'
                    && !reading.entries.containsKey(name)
                    && ObjectKeys.isFile(name)
                    && exists(reading.prefix + name + "/")) {
                reading.add(folder(name));
            }
        }
    }

    private boolean exists(String prefix) {
        return !bucket.pages()
                .page(new BucketPages.Query(prefix, prefix, false, 1))
                .objects()
                .isEmpty();
    }

    private static Listing.Entry folder(String name) {
        return new Listing.Entry(name, Listing.Kind.FOLDER, 0, Instant.EPOCH);
    }

    /** No name has a NUL, and not every store accepts one. */
    private static String after(ListQuery query) {
        return query.after().split("\0", 2)[0];
    }
}
