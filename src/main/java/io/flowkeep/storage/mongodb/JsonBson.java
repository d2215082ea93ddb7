package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.ListMatch;
import io.flowkeep.text.Utf8;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import tools.jackson.databind.JsonNode;

/** JSON in the BSON types that the replaced server would have stored it in. */
final class JsonBson {
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-fA-F]{24}");

    private JsonBson() {}

    static BsonValue bson(JsonNode value, FlowPosition place) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                BsonDocument document = new BsonDocument();
                value.properties()
                        .forEach(member ->
                                document.append(
                                        wellFormed(member.getKey()),
                                        bson(member.getValue(), place.member(member.getKey()))));
                yield document;
            }
            case ARRAY -> {
                BsonArray array = new BsonArray();
                value.forEach(element -> array.add(bson(element, place.element())));
                yield array;
            }
            case STRING -> text(value.stringValue(), place);
            case NUMBER -> number(value.doubleValue());
            case BOOLEAN -> BsonBoolean.valueOf(value.booleanValue());
            case NULL, MISSING -> BsonNull.VALUE;
            case POJO, BINARY -> throw new IllegalArgumentException("no plain JSON value");
        };
    }

    /**
     * The same, but whatever is shown as it was before keeps the type that it has: another program
     * may have stored a date or a long where JSON knows only texts and numbers, and an expression
     * where JSON knows nothing. If all is as before, the very object is given back.
     *
     * @param shown what {@link BsonJson} made of the value before
     */
    static BsonValue bson(JsonNode value, FlowPosition place, BsonValue before, JsonNode shown) {
        if (value.isObject() && before.isDocument()) {
            return object(value, place, before.asDocument(), shown);
        }
        if (value.isArray() && before.isArray()) {
            return array(value, place, before.asArray(), shown);
        }
        return isSame(value, shown) ? before : bson(value, place);
    }

    static BsonValue text(String text, FlowPosition place) {
        return place == FlowPosition.REFERENCE && OBJECT_ID.matcher(text).matches()
                ? new BsonObjectId(new ObjectId(text))
                : new BsonString(wellFormed(text));
    }

    @SuppressWarnings("ReferenceEquality") // the same object means: nothing has changed in it
    private static BsonValue object(
            JsonNode value, FlowPosition place, BsonDocument before, JsonNode shown) {
        BsonDocument document = new BsonDocument();
        boolean same = shown.size() == value.size();
        Iterator<String> names = shown.propertyNames().iterator();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = wellFormed(member.getKey());
            FlowPosition within = place.member(name);
            BsonValue old = before.get(name);
            BsonValue made =
                    old == null
                            ? bson(member.getValue(), within)
                            : bson(member.getValue(), within, old, shown.path(name));
            document.append(name, made);
            same = same && made == old && names.hasNext() && names.next().equals(name);
        }
        if (same) {
            return before;
        }
        before.forEach((name, member) -> {
            if (!BsonJson.isShown(member)) {
                document.putIfAbsent(name, member); // nobody could send it back
            }
        });
        return document;
    }

    @SuppressWarnings("ReferenceEquality")
    private static BsonValue array(
            JsonNode value, FlowPosition place, BsonArray before, JsonNode shown) {
        BsonArray array = new BsonArray();
        boolean same = value.size() == before.size();
        ListMatch match = ListMatch.of(shown, value);
        for (int i = 0; i < value.size(); i++) {
            int at = match.of(i);
            BsonValue made =
                    at < 0
                            ? bson(value.path(i), place.element())
                            : bson(value.path(i), place.element(), before.get(at), shown.path(at));
            array.add(made);
            same = same && at == i && made == before.get(at);
        }
        return same ? before : array;
    }

    private static boolean isSame(JsonNode value, JsonNode shown) {
        boolean areNumbers = value.isNumber() && shown.isNumber();
        return areNumbers ? value.doubleValue() == shown.doubleValue() : value.equals(shown);
    }

    private static BsonValue number(double number) {
        return number == Math.rint(number)
                        && number >= Integer.MIN_VALUE
                        && number <= Integer.MAX_VALUE
                ? new BsonInt32((int) number)
                : new BsonDouble(number);
    }

    /** Halves of surrogate pairs have no UTF-8; JavaScript stores a replacement character. */
    static String wellFormed(String text) {
        return Utf8.wellFormed(text);
    }
}
