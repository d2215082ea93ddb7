package io.flowkeep.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.auth.Access;
import io.flowkeep.auth.Authority;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.OperatorAuthority;
import io.flowkeep.auth.TeamAccess;
import io.flowkeep.auth.http.OperatorGate;
import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextValues;
import io.flowkeep.context.http.ContextRoutes;
import io.flowkeep.files.CountQueue;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.LocalUsage;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.http.FileRoutes;
import io.flowkeep.files.http.QuotaRoutes;
import io.flowkeep.files.http.RecountRoutes;
import io.flowkeep.http.HealthRoutes;
import io.flowkeep.http.MetricsRoute;
import io.flowkeep.http.Route;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The shell's routes are those of the document. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class DescribedRoutesTest {
    private static final ProjectGate GATE = new ProjectGate(new Nobody());

    private static final class Nobody implements Authority {
        @Override
        public Access check(BearerToken token, ProjectId project) {
            return new Access.Refused();
        }

        @Override
        public TeamAccess checkTeam(BearerToken token, TeamId team) {
            return new TeamAccess.Refused();
        }
    }

    private static List<Route> files() {
        MemoryFileStore store = new MemoryFileStore(Clock.systemUTC(), 1024);
        ProjectFiles files =
                new ProjectFiles(
                        store,
                        new LocalUsage(
                                store,
                                new MemoryUsageLedger(),
                                new CountQueue(System::nanoTime, new SplittableRandom())));
        FilesLimits limits = new FilesLimits(1024, Quota.NONE);
        return Stream.concat(
                        new FileRoutes(GATE, files, limits, Clock.systemUTC(), new Random(1))
                                .routes().stream(),
                        new QuotaRoutes(GATE, files, limits).routes().stream())
                .toList();
    }

    /** Nothing is asked of the store when its routes are made. */
    private static List<Route> context() {
        ContextStore store =
                (ContextStore)
                        Proxy.newProxyInstance(
                                ContextStore.class.getClassLoader(),
                                new Class<?>[] {ContextStore.class},
                                (_, method, _) -> {
                                    throw new AssertionError(method);
                                });
        return new ContextRoutes(
                        new ContextValues(store),
                        GATE,
                        new ContextRoutes.Limits(ContextQuota.NONE, 1024))
                .routes();
    }

    private static List<Route> operators() {
        OperatorGate gate =
                new OperatorGate(
                        new OperatorAuthority(
                                _ -> Optional.empty(),
                                OperatorAuthority.Clients.BUILT_IN,
                                Clock.systemUTC(),
                                System::nanoTime));
        Recounts nothing =
                new Recounts() {
                    @Override
                    public Recounted recount(ProjectId project) {
                        throw new AssertionError(project);
                    }

                    @Override
                    public void recountAll(Consumer<Recounted> each) {
                        throw new AssertionError(each);
                    }
                };
        return new RecountRoutes(gate, nothing).routes();
    }

    @Test
    void every_route_is_described_and_nothing_else_is() {
        Set<String> routes =
                Stream.of(
                                files(),
                                context(),
                                operators(),
                                new HealthRoutes(List.of()).routes(),
                                new MetricsRoute(() -> "").routes())
                        .flatMap(List::stream)
                        .map(route -> route.method() + " " + route.template())
                        .map(route -> route.replace("/*", "/:path"))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> described = new TreeSet<>(new OpenApiCheck().operations());
        described.removeIf(
                operation -> !operation.matches("[A-Z]+ /(v1/.*|health|livez|readyz|metrics)"));
        assertEquals(described, routes);
    }

    @Test
    void all_else_is_of_the_flows_or_of_the_description_itself() {
        ApiDocsFace face = new ApiDocsFace("0");
        Set<String> others = new TreeSet<>(new OpenApiCheck().operations());
        others.removeIf(operation -> operation.matches("[A-Z]+ /(v1|flows)(/.*)?"));
        others.removeIf(operation -> operation.matches("[A-Z]+ /(health|livez|readyz|metrics)"));
        others.removeIf(operation -> operation.matches("[A-Z]+ /healthcheck"));
        others.removeIf(operation -> face.claims("GET", operation.substring("GET ".length())));
        assertEquals(Set.of(), others);
    }
}
