package io.flowkeep.files;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What must be true of a file at the moment a change takes effect. Immutable; the store evaluates
 * it under its lock on the path, so that of two callers that saw the same state only one can change
 * it.
 */
public sealed interface Precondition {

    /** Always holds. */
    record Always() implements Precondition {}

    /** The file must exist. */
    record Exists() implements Precondition {}

    /** The file must not exist. */
    record Absent() implements Precondition {}

    /** The file must exist and have one of these tags. */
    record HasTag(Set<String> tags) implements Precondition {
        /** Copies the tags. */
        public HasTag {
            tags = Set.copyOf(tags);
        }
    }

    /** The file must be missing or have none of these tags. */
    record LacksTag(Set<String> tags) implements Precondition {
        /** Copies the tags. */
        public LacksTag {
            tags = Set.copyOf(tags);
        }
    }

    /** The file must exist and not have changed after this moment, compared in whole seconds. */
    record UnchangedSince(Instant moment) implements Precondition {}

    /** All of these. */
    record All(List<Precondition> parts) implements Precondition {
        /** Copies the parts. */
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** Tells whether it holds while there is no file. */
    default boolean allowsMissing() {
        return switch (this) {
            case Always _, Absent _, LacksTag _ -> true;
            case Exists _, HasTag _, UnchangedSince _ -> false;
            case All(var parts) -> parts.stream().allMatch(Precondition::allowsMissing);
        };
    }

    /** Tells whether it asks for the file's tag, without which {@link #allows} cannot answer. */
    default boolean needsTag() {
        return switch (this) {
            case HasTag _, LacksTag _ -> true;
            case Always _, Exists _, Absent _, UnchangedSince _ -> false;
            case All(var parts) -> parts.stream().anyMatch(Precondition::needsTag);
        };
    }

    /** Tells whether it holds for the file as it is now. */
    default boolean allows(FileVersion current) {
        return switch (this) {
            case Always _, Exists _ -> true;
            case Absent _ -> false;
            case HasTag(var tags) -> tags.contains(current.tag());
            case LacksTag(var tags) -> !tags.contains(current.tag());
            case UnchangedSince(var moment) ->
                    current.modified().getEpochSecond() <= moment.getEpochSecond();
            case All(var parts) -> parts.stream().allMatch(part -> part.allows(current));
        };
    }
}
