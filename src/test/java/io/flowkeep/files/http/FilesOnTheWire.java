package io.flowkeep.files.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flowkeep.auth.Access;
import io.flowkeep.auth.Authority;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Caller;
import io.flowkeep.auth.Quotas;
import io.flowkeep.auth.TeamAccess;
import io.flowkeep.auth.TeamReach;
import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.files.CountQueue;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.LocalUsage;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Route;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;

/** The room's routes on a memory store, without sockets: requests in, replies out. */
final class FilesOnTheWire implements Authority {
    static final Instant NOW = Instant.parse("2026-11-22T03:04:05.678Z");
    private final List<Route> routes = new ArrayList<>();
    private OptionalLong platformQuota = OptionalLong.of(1000);
    private TeamAccess teamAccess = new TeamAccess.Refused();

    FilesOnTheWire(Quota configured) {
        MemoryFileStore store = new MemoryFileStore(InstantSource.fixed(NOW), 1 << 24);
        ProjectFiles files =
                new ProjectFiles(
                        store,
                        new LocalUsage(
                                store,
                                new MemoryUsageLedger(),
                                new CountQueue(System::nanoTime, new SplittableRandom())));
        FilesLimits limits = new FilesLimits(5000, configured);
        ProjectGate gate = new ProjectGate(this);
        InstantSource clock = InstantSource.fixed(NOW.plusSeconds(60));
        routes.addAll(new FileRoutes(gate, files, limits, clock, new Random(1)).routes());
        routes.addAll(new QuotaRoutes(gate, files, limits).routes());
    }

    /** What the platform says from now on; below 0: nothing. */
    void platformQuota(long bytes) {
        platformQuota = bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    void teamAccess(TeamAccess access) {
        teamAccess = access;
    }

    @Override
    public Access check(BearerToken token, ProjectId project) {
        if (!token.secret().equals("good")) {
            return new Access.Refused();
        }
        Quotas quotas = new Quotas(platformQuota, new Quotas.ContextLimit.FromConfig());
        return new Access.Allowed(new Caller(project, quotas, new TeamReach.AnyTeam()));
    }

    @Override
    public TeamAccess checkTeam(BearerToken token, TeamId team) {
        return teamAccess;
    }

    FakeRequest get(String path) {
        return new FakeRequest("GET", "t1", "p1", path);
    }

    FakeRequest head(String path) {
        return new FakeRequest("HEAD", "t1", "p1", path);
    }

    FakeRequest delete(String path) {
        return new FakeRequest("DELETE", "t1", "p1", path);
    }

    FakeRequest post(String path) {
        return new FakeRequest("POST", "t1", "p1", path);
    }

    FakeRequest post(String path, String octets) {
        return post(path).body("application/octet-stream", octets.getBytes(UTF_8));
    }

    Reply files(FakeRequest request) {
        return send("/v1/files/:teamId/:projectId/*", request);
    }

    Reply send(String template, FakeRequest request) {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        for (Route route : routes) {
            if (route.template().equals(template) && route.method().name().equals(method)) {
                try {
                    return route.handler().handle(request);
                } catch (Refusal refusal) {
                    return refusal.reply();
                }
            }
        }
        throw new AssertionError("no route " + method + " " + template);
    }

    static String text(Reply reply) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            switch (reply.content()) {
                case Reply.Content.Empty _ -> {}
                case Reply.Content.Bytes(byte[] bytes) -> out.write(bytes);
                case Reply.Content.Chunked(var writer) -> writer.writeTo(out);
                case Reply.Content.Stream(long length, var writer) -> {
                    try (writer) {
                        writer.writeTo(out);
                    }
                    if (out.size() != length) {
                        throw new AssertionError(out.size() + " bytes instead of " + length);
                    }
                }
                case Reply.Content.FileRegion _ -> throw new AssertionError("no disk here");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(UTF_8);
    }

    static String header(Reply reply, String name) {
        return reply.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Reply.Header::value)
                .findFirst()
                .orElse("-");
    }
}
