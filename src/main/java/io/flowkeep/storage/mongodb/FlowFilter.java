package io.flowkeep.storage.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.Visibility;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** What to look for. Whatever comes from outside is a typed value, never an operator. */
final class FlowFilter {
    static final String OWNER_IDS = "owners.id";

    /** An empty condition. */
    private static final Bson ANY = Filters.empty();

    private FlowFilter() {}

    /** All that hold at once; empty ones are left out. */
    static Bson all(Bson... conditions) {
        List<Bson> said = Stream.of(conditions).filter(each -> !each.equals(ANY)).toList();
        return said.size() == 1 ? said.getFirst() : Filters.and(said);
    }

    /** Flows that are there, under an id that can be one. */
    static Bson flows() {
        return Filters.and(Filters.type(FlowDocument.ID, BsonType.OBJECT_ID), isRemoved(false));
    }

    static Bson one(FlowId id, Visibility visibility) {
        return all(byId(id), isRemoved(false), visible(visibility));
    }

    static Bson byId(FlowId id) {
        return Filters.eq(FlowDocument.ID, FlowDocument.id(id));
    }

    static Bson isRemoved(boolean removed) {
        return Filters.exists(OwnPart.DELETED_PATH, removed);
    }

    /** Empty if everything can be seen. */
    static Bson visible(Visibility visibility) {
        return switch (visibility) {
            case Visibility.All _ -> ANY;
            case Visibility.OwnedBy(var ids) ->
                    Filters.in(OWNER_IDS, ids.stream().map(FlowFilter::text).toList());
        };
    }

    static Bson of(FlowQuery query) {
        return all(
                flows(),
                visible(query.visibility()),
                is(OWNER_IDS, query.owner()),
                is(FlowDocument.STATUS, query.status()),
                is("type", query.type()),
                query.fromTemplate().isEmpty()
                        ? ANY
                        : Filters.eq("fromTemplate", new ObjectId(query.fromTemplate())),
                query.search().isEmpty() ? ANY : search(query.search()));
    }

    private static Bson is(String path, String text) {
        return text.isEmpty() ? ANY : Filters.eq(path, text(text));
    }

    private static BsonString text(String text) {
        return new BsonString(JsonBson.wellFormed(text));
    }

    private static Bson search(String search) {
        String pattern = SearchPattern.of(search);
        return Filters.or(Filters.regex("name", pattern), Filters.regex("description", pattern));
    }

    static Bson order(FlowQuery query) {
        String key =
                switch (query.sort()) {
                    case CREATED_AT -> FlowDocument.CREATED;
                    case UPDATED_AT -> FlowDocument.UPDATED;
                    case NAME -> "name";
                };
        return query.descending()
                ? Sorts.descending(key, FlowDocument.ID)
                : Sorts.ascending(key, FlowDocument.ID);
    }

    static Bson inStates(Collection<FlowStatus> states) {
        return Filters.in(FlowDocument.STATUS, states.stream().map(FlowDocument::status).toList());
    }

    static Bson ownedBy(String ownerId) {
        return Filters.eq(OWNER_IDS, text(ownerId));
    }

    static Bson withoutOwners() {
        return Filters.nor(Filters.type(OWNER_IDS, BsonType.STRING));
    }

    /** Empty for the first page. */
    static Bson after(String id) {
        return id.isEmpty() ? ANY : Filters.gt(FlowDocument.ID, new ObjectId(id));
    }
}
