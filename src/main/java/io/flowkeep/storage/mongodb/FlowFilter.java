package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/** What to look for. Whatever comes from outside is a typed value, never an operator. */
final class FlowFilter {
    static final String OWNER_IDS = "owners.id";

    private static final int STRING_TYPE = 2;
    private static final int OBJECT_ID_TYPE = 7;

    private FlowFilter() {}

    /** All that hold at once; those that say nothing are left out. */
    static BsonDocument all(List<BsonDocument> conditions) {
        BsonArray said = new BsonArray();
        conditions.stream().filter(condition -> !condition.isEmpty()).forEach(said::add);
        return said.size() == 1 ? said.getFirst().asDocument() : new BsonDocument("$and", said);
    }

    /** Flows that are there, under an id that can be one. */
    static BsonDocument flows() {
        return new BsonDocument(
                        FlowDocument.ID, new BsonDocument("$type", new BsonInt32(OBJECT_ID_TYPE)))
                .append(OwnPart.DELETED_PATH, exists(false));
    }

    static BsonDocument one(FlowId id, Visibility visibility) {
        return all(
                List.of(
                        new BsonDocument(FlowDocument.ID, FlowDocument.id(id)),
                        present(OwnPart.DELETED_PATH, false),
                        visible(visibility)));
    }

    static BsonDocument present(String path, boolean present) {
        return new BsonDocument(path, exists(present));
    }

    private static BsonDocument exists(boolean present) {
        return new BsonDocument("$exists", BsonBoolean.valueOf(present));
    }

    /** Says nothing if everything can be seen. */
    static BsonDocument visible(Visibility visibility) {
        return switch (visibility) {
            case Visibility.All _ -> new BsonDocument();
            case Visibility.OwnedBy(var ids) -> in(OWNER_IDS, texts(ids));
        };
    }

    static BsonDocument of(FlowQuery query) {
        List<BsonDocument> conditions = new ArrayList<>();
        conditions.add(flows());
        conditions.add(visible(query.visibility()));
        conditions.add(text(OWNER_IDS, query.owner()));
        conditions.add(text(FlowDocument.STATUS, query.status()));
        conditions.add(text("type", query.type()));
        if (!query.fromTemplate().isEmpty()) {
            BsonValue template = new BsonObjectId(new ObjectId(query.fromTemplate()));
            conditions.add(new BsonDocument("fromTemplate", template));
        }
        if (!query.search().isEmpty()) {
            conditions.add(search(query.search()));
        }
        return all(conditions);
    }

    private static BsonDocument text(String path, String text) {
        return text.isEmpty()
                ? new BsonDocument()
                : new BsonDocument(path, new BsonString(JsonBson.wellFormed(text)));
    }

    private static BsonDocument search(String search) {
        BsonDocument pattern = new BsonDocument("$regex", new BsonString(SearchPattern.of(search)));
        return new BsonDocument(
                "$or",
                new BsonArray(
                        List.of(
                                new BsonDocument("name", pattern),
                                new BsonDocument("description", pattern))));
    }

    static BsonDocument order(FlowQuery query) {
        BsonInt32 direction = new BsonInt32(query.descending() ? -1 : 1);
        String key =
                switch (query.sort()) {
                    case CREATED_AT -> FlowDocument.CREATED;
                    case UPDATED_AT -> FlowDocument.UPDATED;
                    case NAME -> "name";
                };
        return new BsonDocument(key, direction).append(FlowDocument.ID, direction);
    }

    static BsonDocument inStates(Collection<FlowStatus> states) {
        return in(FlowDocument.STATUS, states.stream().map(FlowDocument::status).toList());
    }

    static BsonDocument ownedBy(String ownerId) {
        return new BsonDocument(OWNER_IDS, new BsonString(JsonBson.wellFormed(ownerId)));
    }

    static BsonDocument withoutOwners() {
        BsonDocument named = new BsonDocument("$type", new BsonInt32(STRING_TYPE));
        return new BsonDocument("$nor", new BsonArray(List.of(new BsonDocument(OWNER_IDS, named))));
    }

    /** Says nothing if there is nothing to come after. */
    static BsonDocument after(String id) {
        return id.isEmpty()
                ? new BsonDocument()
                : new BsonDocument(
                        FlowDocument.ID,
                        new BsonDocument("$gt", new BsonObjectId(new ObjectId(id))));
    }

    static BsonDocument in(String path, Collection<? extends BsonValue> values) {
        return new BsonDocument(path, new BsonDocument("$in", new BsonArray(List.copyOf(values))));
    }

    private static List<BsonString> texts(Collection<String> texts) {
        return texts.stream().map(text -> new BsonString(JsonBson.wellFormed(text))).toList();
    }
}
