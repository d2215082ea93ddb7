package io.flowkeep.moving;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Texts {@code key=value} from a list; one without the sign is no record. */
final class ListedSource implements Source<String> {
    private final List<String> texts;
    int at;
    int failAt = Integer.MAX_VALUE;

    ListedSource(List<String> texts) {
        this.texts = texts;
    }

    @Override
    public void goOnBehind(String position) {
        at = Integer.parseInt(position);
    }

    @Override
    public Optional<SourceItem<String>> next() throws IOException {
        if (at == texts.size()) {
            return Optional.empty();
        }
        if (at == failAt) {
            throw new IOException("the source broke");
        }
        String text = texts.get(at);
        at++;
        String position = Integer.toString(at);
        int sign = text.indexOf('=');
        if (sign < 0) {
            return Optional.of(new SourceItem.Bad<>(position, "text " + at, "no sign in it"));
        }
        String key = text.substring(0, sign);
        return Optional.of(
                new SourceItem.Good<>(position, key, key, text.length(), text.substring(sign + 1)));
    }

    @Override
    public int atOnce() {
        return 3;
    }

    @Override
    public Unit unit() {
        return Unit.RECORDS;
    }

    @Override
    public long done() {
        return at;
    }

    @Override
    public long total() {
        return texts.size();
    }

    @Override
    public void close() {}
}
