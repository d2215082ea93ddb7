package io.flowkeep.files.http;

import io.flowkeep.files.FileVersion;
import io.flowkeep.files.Precondition;
import io.flowkeep.http.EntityTag;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.HttpTime;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Request;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conditional headers of one request, evaluated in the order of RFC 9110, 13.2.2. One request
 * only.
 */
final class Conditions {
    private final Request request;

    Conditions(Request request) {
        this.request = request;
    }

    /** What a read comes to. */
    enum Reading {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    /**
     * What must hold for a change. A malformed tag header is refused: ignoring it would lose the
     * update that it was meant to protect.
     *
     * @throws Refusal 400 for a malformed header
     */
    Precondition forChange() {
        List<Precondition> parts = new ArrayList<>();
        switch (EntityTag.wanted(request.headers("if-match"))) {
            case EntityTag.Wanted.Any _ -> parts.add(new Precondition.Exists());
            case EntityTag.Wanted.Tags tags -> parts.add(new Precondition.HasTag(tags.strong()));
            case EntityTag.Wanted.Malformed _ -> throw malformed("If-Match");
            case EntityTag.Wanted.Unsaid _ ->
                    time("if-unmodified-since")
                            .map(Precondition.UnchangedSince::new)
                            .ifPresent(parts::add);
        }
        switch (EntityTag.wanted(request.headers("if-none-match"))) {
            case EntityTag.Wanted.Any _ -> parts.add(new Precondition.Absent());
            case EntityTag.Wanted.Tags tags -> parts.add(new Precondition.LacksTag(tags.all()));
            case EntityTag.Wanted.Malformed _ -> throw malformed("If-None-Match");
            case EntityTag.Wanted.Unsaid _ -> {}
        }
        return switch (parts.size()) {
            case 0 -> new Precondition.Always();
            case 1 -> parts.getFirst();
            default -> new Precondition.All(parts);
        };
    }

    /** Whether to send the file, on GET and HEAD. */
    Reading forReading(FileVersion current) {
        if (!matches(current)) {
            return Reading.FAILED;
        }
        return switch (EntityTag.wanted(request.headers("if-none-match"))) {
            case EntityTag.Wanted.Any _ -> Reading.NOT_MODIFIED;
            case EntityTag.Wanted.Tags tags ->
                    tags.all().contains(current.tag()) ? Reading.NOT_MODIFIED : Reading.SEND;
            case EntityTag.Wanted.Malformed _ -> Reading.SEND;
            case EntityTag.Wanted.Unsaid _ ->
                    isUnchanged(current, "if-modified-since", false)
                            ? Reading.NOT_MODIFIED
                            : Reading.SEND;
        };
    }

    /** Whether a Range header counts: true without If-Range, else only if nothing has changed. */
    boolean rangeCounts(FileVersion current, InstantSource clock) {
        Optional<String> header = request.header("if-range");
        if (header.isEmpty()) {
            return true;
        }
        Optional<EntityTag> tag = EntityTag.parse(header.get());
        if (tag.isPresent()) {
            return !tag.get().weak() && tag.get().opaque().equals(current.tag());
        }
        // A date identifies a version only if the file cannot have changed again within that
        // second.
        Instant settled = Instant.ofEpochSecond(current.modified().getEpochSecond() + 1);
        return HttpTime.parse(header.get())
                        .filter(date -> date.getEpochSecond() == seconds(current))
                        .isPresent()
                && settled.isBefore(clock.instant());
    }

    private boolean matches(FileVersion current) {
        return switch (EntityTag.wanted(request.headers("if-match"))) {
            case EntityTag.Wanted.Any _ -> true;
            case EntityTag.Wanted.Tags tags -> tags.strong().contains(current.tag());
            case EntityTag.Wanted.Malformed _ -> false;
            case EntityTag.Wanted.Unsaid _ -> isUnchanged(current, "if-unmodified-since", true);
        };
    }

    private boolean isUnchanged(FileVersion current, String header, boolean ifUnsaid) {
        return time(header)
                .map(moment -> seconds(current) <= moment.getEpochSecond())
                .orElse(ifUnsaid);
    }

    private Optional<Instant> time(String header) {
        return request.header(header).flatMap(HttpTime::parse);
    }

    private static long seconds(FileVersion version) {
        return version.modified().getEpochSecond();
    }

    private static Refusal malformed(String header) {
        return new Refusal(ErrorReply.of(400, header + " must be * or a list of entity tags"));
    }
}
