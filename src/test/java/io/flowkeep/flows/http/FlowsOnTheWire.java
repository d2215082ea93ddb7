package io.flowkeep.flows.http;

import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.CachedIdentities;
import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.contract.FlowServers;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowEvents;
import io.flowkeep.flows.FlowIds;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.ReferenceCheck;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.http.HttpShell;
import io.flowkeep.http.Probe;
import io.flowkeep.http.ShellParts;
import io.flowkeep.http.ShellSettings;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.IamIntrospection;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.storage.memory.MemoryFlowStore;
import io.flowkeep.text.Utf8;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** The face of flows over real sockets, on a store in memory and a stand-in for IAM. */
public final class FlowsOnTheWire implements FlowServers {
    private static final Clock CLOCK = Clock.systemUTC();
    private final MemoryFlowStore memory = new MemoryFlowStore();
    private final FakeIam iam = FakeIam.start();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private FlowStore store = memory;
    private ReferenceCheck references = ReferenceCheck.NONE;
    private FlowsFaceSettings settings =
            new FlowsFaceSettings(FlowsFaceSettings.USUAL_BODY_BYTES, true, 500);
    private BooleanSupplier storeWorks = () -> true;
    private BooleanSupplier busWorks = () -> true;

    /** Puts something between the face and the store. */
    FlowsOnTheWire over(FlowStore other) {
        store = other;
        return this;
    }

    FlowsOnTheWire with(FlowsFaceSettings other) {
        settings = other;
        return this;
    }

    FlowsOnTheWire with(ReferenceCheck other) {
        references = other;
        return this;
    }

    FlowsOnTheWire withHealth(BooleanSupplier ofStore, BooleanSupplier ofBus) {
        storeWorks = ofStore;
        busWorks = ofBus;
        return this;
    }

    @Override
    public int start(Setup setup) throws IOException {
        IamIntrospection introspection =
                new IamIntrospection(
                        iam.settings(
                                IntrospectionKind.of(setup.introspection()), IamSettings.DEADLINE),
                        Trust.ofJvm(),
                        System::nanoTime);
        open.push(introspection);
        HttpShell shell =
                HttpShell.start(
                        shellSettings(),
                        shellParts(),
                        List.of(face(setup, introspection)),
                        List.of());
        open.push(shell::stop);
        return shell.port();
    }

    /** A face with others beside it, not listening. */
    FlowsFace faceBeside() {
        return with(new FlowsFaceSettings(1, false, 500)).faceAlone();
    }

    /** A face that is not listening. */
    FlowsFace faceAlone() {
        IamIntrospection introspection =
                new IamIntrospection(
                        iam.settings(IntrospectionKind.BASIC, IamSettings.DEADLINE),
                        Trust.ofJvm(),
                        System::nanoTime);
        open.push(introspection);
        return face(Setup.USUAL, introspection);
    }

    private FlowsFace face(Setup setup, IamIntrospection introspection) {
        FlowEvents events = new FlowEvents(CLOCK, () -> UUID.randomUUID().toString());
        FlowCatalog catalog =
                new FlowCatalog(
                        store, events, references, CLOCK, new FlowIds(CLOCK, System.nanoTime()));
        FlowLifecycle lifecycle =
                new FlowLifecycle(store, events, references, CLOCK, Duration.ofSeconds(60));
        return new FlowsFace(
                catalog,
                lifecycle,
                new CachedIdentities(
                        introspection, setup.tokenCache(), System::nanoTime, AuthorityWatch.NONE),
                new FlowPermissions(
                        setup.readPermission(),
                        setup.writePermission(),
                        "flows.control",
                        "flows.bulk"),
                (flow, step, query) -> logs(flow + " [" + step.text() + "] " + query),
                new CorsRules(setup.origins()),
                new Healthcheck(
                        probe("store", () -> storeWorks.getAsBoolean()),
                        probe("bus", () -> busWorks.getAsBoolean()),
                        System::nanoTime),
                settings);
    }

    private static StepLogs.Answer logs(String text) {
        return new StepLogs.Answer.Told(
                200,
                List.of(new StepLogs.Header("content-type", "text/plain")),
                new FixedLogs(text, OptionalLong.of(Utf8.length(text))));
    }

    static Probe probe(String name, BooleanSupplier works) {
        return new Probe() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean isReady() {
                return works.getAsBoolean();
            }
        };
    }

    private static ShellSettings shellSettings() {
        Duration five = Duration.ofSeconds(5);
        return new ShellSettings("127.0.0.1", 0, 1000, 64 * 1024, five, five, five);
    }

    private static ShellParts shellParts() {
        return new ShellParts(
                CLOCK, System::nanoTime, () -> "request-1", values -> !values.isEmpty(), _ -> {});
    }

    @Override
    public FlowStore flows() {
        return memory;
    }

    @Override
    public List<String> takeEvents(int expected) {
        List<OutboxEvent> due = memory.outbox().due(Instant.MAX, 10_000);
        memory.outbox().sent(due);
        return due.stream().map(OutboxEvent::body).toList();
    }

    @Override
    public FakeIam iam() {
        return iam;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        iam.close();
    }
}
