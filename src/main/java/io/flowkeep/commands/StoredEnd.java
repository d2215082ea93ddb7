package io.flowkeep.commands;

import io.flowkeep.moving.MoveEnd;
import io.flowkeep.moving.Source;
import io.flowkeep.moving.Target;
import io.flowkeep.stores.Opening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A store as an end of a move: opened when it is its turn, and closed with its source or target.
 *
 * @param path of the file or folder that it is; empty for what is asked over the network
 */
record StoredEnd<R>(
        String shown,
        Optional<Path> path,
        MovingPlaces places,
        Open<Source<R>> reading,
        Open<Target<R>> writing)
        implements MoveEnd<R> {

    /** Opens a store; the source or target that it returns closes what it has opened. */
    @FunctionalInterface
    interface Open<T> {
        T open(Opening opening) throws Misuse, IOException;
    }

    @Override
    public boolean isThere() {
        return path.map(Files::exists).orElse(true);
    }

    @Override
    public Source<R> source() throws Misuse, IOException {
        if (!isThere()) {
            throw new Misuse(path.orElseThrow() + " does not exist");
        }
        return opened(reading);
    }

    @Override
    public Target<R> target(long length) throws Misuse, IOException {
        return opened(writing);
    }

    private <T> T opened(Open<T> open) throws Misuse, IOException {
        Opening opening = places.opening();
        boolean isOpen = false;
        try {
            T end = open.open(opening);
            isOpen = true;
            return end;
        } finally {
            if (!isOpen) {
                opening.opened().close();
            }
        }
    }
}
