package io.flowkeep.http;

/** What a {@link Router} finds. Immutable. */
public interface Routed {

    /** GET also stands for HEAD. */
    Route.Method method();

    /** The path, as {@link Route} describes it; also the route label of the metrics. */
    String template();
}
