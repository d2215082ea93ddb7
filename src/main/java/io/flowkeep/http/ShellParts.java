package io.flowkeep.http;

import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the shell is given from outside.
 *
 * @param clock for the Date header
 * @param nanoTime a monotonic clock, for durations
 * @param requestIds a source of ids that do not repeat
 * @param authorizationForm whether the values of the Authorization header are well-formed
 * @param observer is told of every finished request
 */
public record ShellParts(
        Clock clock,
        LongSupplier nanoTime,
        Supplier<String> requestIds,
        Predicate<List<String>> authorizationForm,
        RequestObserver observer) {}
