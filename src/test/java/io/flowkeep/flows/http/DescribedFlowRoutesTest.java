package io.flowkeep.flows.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.openapi.OpenApiCheck;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The routes of this face are those of the OpenAPI document. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class DescribedFlowRoutesTest {

    @Test
    void every_route_is_described_and_nothing_else_is() {
        Set<String> routes = new TreeSet<>(Set.of("GET /healthcheck", "OPTIONS /healthcheck"));
        try (FlowsOnTheWire wire = new FlowsOnTheWire()) {
            for (FlowRoute route : wire.faceAlone().routes()) {
                routes.add(route.method() + " " + route.template());
                routes.add("OPTIONS " + route.template());
            }
        }
        Set<String> described = new TreeSet<>(new OpenApiCheck().operations());
        described.removeIf(operation ->
                List.of("/flows", "/healthcheck").stream()
                        .noneMatch(start -> operation.contains(" " + start)));
        assertEquals(described, routes);
    }
}
