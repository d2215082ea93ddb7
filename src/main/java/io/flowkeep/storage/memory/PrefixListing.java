package io.flowkeep.storage.memory;

import io.flowkeep.files.FileVersion;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.NameOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Lists folders derived from names with slashes. Stateless. */
final class PrefixListing {
    private PrefixListing() {}

    /** One page of the entries of a folder, given all files below it by relative path. */
    static Listing.Page page(NavigableMap<String, FileVersion> files, ListQuery query) {
        NavigableMap<String, Listing.Entry> entries = new TreeMap<>(NameOrder.BY_BYTES);
        files.forEach((path, version) -> add(entries, path, version, query.recursive()));
        List<Listing.Entry> page = new ArrayList<>();
        for (Map.Entry<String, Listing.Entry> entry :
                entries.tailMap(query.after(), false).entrySet()) {
            if (page.size() == query.limit()) {
                return new Listing.Page(page, true);
            }
            page.add(entry.getValue());
        }
        return new Listing.Page(page, false);
    }

    private static void add(
            Map<String, Listing.Entry> entries,
            String path,
            FileVersion version,
            boolean recursive) {
        int slash = recursive ? -1 : path.indexOf('/');
        if (slash < 0) {
            // A file hides a folder of the same name: one name is one entry.
            entries.put(
                    path,
                    new Listing.Entry(
                            path, Listing.Kind.FILE, version.sizeBytes(), version.modified()));
            return;
        }
        entries.merge(
                path.substring(0, slash),
                folder(path.substring(0, slash), version.modified()),
                PrefixListing::newer);
    }

    private static Listing.Entry folder(String name, Instant modified) {
        return new Listing.Entry(name, Listing.Kind.FOLDER, 0, modified);
    }

    private static Listing.Entry newer(Listing.Entry there, Listing.Entry more) {
        boolean keeps =
                there.kind() == Listing.Kind.FILE || there.modified().isAfter(more.modified());
        return keeps ? there : more;
    }
}
