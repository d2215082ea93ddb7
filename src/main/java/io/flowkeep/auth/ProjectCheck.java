package io.flowkeep.auth;

import io.flowkeep.ids.ProjectId;

/** A neighbour that knows which token belongs to which project. Safe for concurrent use. */
@FunctionalInterface
public interface ProjectCheck {

    /**
     * Asks whether a token is good for a project. Blocks for at most 2.5 s, retries included; no
     * caller retries again. Every failure is an {@link CheckAnswer.Unreachable}, never an
     * exception; so is an interrupt, which stays set.
     */
    CheckAnswer ask(BearerToken token, ProjectId project);
}
