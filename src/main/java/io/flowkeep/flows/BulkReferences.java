package io.flowkeep.flows;

import java.util.List;

/**
 * Checks the references of the elements of one bulk. Once a neighbour has not answered, none is
 * asked any more, so that a bulk waits for an unreachable neighbour once and not a thousand times.
 * One bulk only.
 */
final class BulkReferences implements ReferenceCheck {
    private final ReferenceCheck references;
    private List<String> silent = List.of();

    BulkReferences(ReferenceCheck references) {
        this.references = references;
    }

    @Override
    public Verdict check(FlowDefinition definition, String token) {
        if (!silent.isEmpty()) {
            return new Verdict(List.of(), silent);
        }
        Verdict verdict = references.check(definition, token);
        silent = verdict.unchecked();
        return verdict;
    }
}
