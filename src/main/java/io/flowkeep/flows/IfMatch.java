package io.flowkeep.flows;

import java.util.Set;

/** Which definition the caller thinks a flow has. */
public sealed interface IfMatch {
    /** Any definition. */
    record Any() implements IfMatch {}

    /**
     * One of these.
     *
     * @param fingerprints as {@link FlowDefinition#fingerprint()} gives them; may be empty: then no
     *     definition will do
     */
    record OneOf(Set<String> fingerprints) implements IfMatch {
        public OneOf {
            fingerprints = Set.copyOf(fingerprints);
        }
    }

    /** Whether a definition is one of those. */
    default boolean admits(FlowDefinition definition) {
        return switch (this) {
            case Any() -> true;
            case OneOf(var fingerprints) -> fingerprints.contains(definition.fingerprint());
        };
    }
}
