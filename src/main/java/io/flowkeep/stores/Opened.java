package io.flowkeep.stores;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What has been opened so far, and how to ask whether it works. For the thread that opens, then for
 * the one that closes.
 */
public final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<Check> checks = new ArrayList<>();

    /**
     * A question that can be asked of a part.
     *
     * @param name of the part, for people
     * @param isReady whether it works; an exception says no
     * @param isNeeded whether all ends without it
     */
    public record Check(String name, BooleanSupplier isReady, boolean isNeeded) {}

    /** Closes this in the end, before everything that was added earlier. */
    public <T extends AutoCloseable> T add(T part) {
        open.push(part);
        return part;
    }

    /** Lets be asked whether a part works. */
    public void check(Check check) {
        checks.add(check);
    }

    /** Lets be asked whether a part works that is needed. */
    void check(String name, BooleanSupplier isReady) {
        check(new Check(name, isReady, true));
    }

    /** Lets be asked whether a part works that says no by an exception. */
    void check(String name, Runnable probe) {
        check(
                name,
                () -> {
                    probe.run();
                    return true;
                });
    }

    /** The questions, in the order in which the parts were opened. */
    public List<Check> checks() {
        return List.copyOf(checks);
    }

    /** Closes everything; throws the first failure after that, with the others suppressed in it. */
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        while (!open.isEmpty()) {
            close(open.pop(), failures);
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void close(AutoCloseable part, List<RuntimeException> failures) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failures.add(e);
        } catch (Exception e) {
            failures.add(
                    new IllegalStateException(part.getClass().getSimpleName() + " not closed", e));
        }
    }
}
