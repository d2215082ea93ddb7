package io.flowkeep.files.http;

import io.flowkeep.auth.OperatorAudit;
import io.flowkeep.auth.http.OperatorGate;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.Recounts.Recounted;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.http.Route;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonArrayStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counting files anew, for operators. Safe for concurrent use.
 *
 * <p>The answer about all projects is sent while they are counted, so that it costs one project's
 * memory however many there are. An error on the way can no longer change its status: the answer
 * then ends with {@code "complete":false} and an error, and is still well-formed. If the operator's
 * connection closes, counting ends after the current project.
 */
public final class RecountRoutes {
    /** Requests that count or wait for their turn; each holds one of the server's places. */
    static final int AT_ONCE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(RecountRoutes.class);
    private static final String ACTION = "usage.recount";
    private static final String PROJECT = "project";
    private static final String PROJECTS = "projects";

    private final OperatorGate gate;
    private final Recounts recounts;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** Offers counting over HTTP. */
    public RecountRoutes(OperatorGate gate, Recounts recounts) {
        this.gate = gate;
        this.recounts = recounts;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        Route.Method.POST,
                        "/v1/operator/usage/recount",
                        Route.Access.BEARER,
                        gate.guard(this::recount)));
    }

    private Reply recount(Request request, String who) {
        List<String> named = request.query(PROJECT);
        Optional<ProjectId> project =
                named.size() == 1 ? ProjectId.parse(named.getFirst()) : Optional.empty();
        if (!named.isEmpty() && project.isEmpty()) {
            return ErrorReply.of(400, "invalid_project", "project must be the id of one project");
        }
        if (!places.tryAcquire()) {
            return ErrorReply.of(503, AT_ONCE + " operators' requests are under way")
                    .with("Retry-After", "5");
        }
        if (project.isPresent()) {
            try {
                return one(project.get(), who);
            } finally {
                places.release();
            }
        }
        return new Reply(
                200,
                List.of(new Reply.Header("content-type", Reply.JSON)),
                new Reply.Content.Chunked(new All(who)));
    }

    private Reply one(ProjectId project, String who) {
        OperatorAudit.begun(who, ACTION, "of project " + project);
        RecountedJson.Tally tally = new RecountedJson.Tally();
        Recounted recounted;
        try {
            recounted = recounts.recount(project);
            tally.add(recounted);
        } finally {
            OperatorAudit.ended(who, ACTION, tally.toString());
        }
        ObjectNode json = Json.object();
        json.putArray(PROJECTS).add(RecountedJson.project(recounted));
        json.setAll(tally.json());
        json.put("complete", true);
        return Reply.json(200, json);
    }

    /** All projects, counted while the answer is written. */
    private final class All implements Reply.Writer {
        private final String who;
        private final AtomicBoolean closed = new AtomicBoolean();

        All(String who) {
            this.who = who;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            OperatorAudit.begun(who, ACTION, "of all projects");
            RecountedJson.Tally tally = new RecountedJson.Tally();
            try {
                count(new JsonArrayStream(out, PROJECTS), tally);
            } catch (UncheckedIOException e) {
                throw e.getCause(); // the operator has left
            } finally {
                OperatorAudit.ended(who, ACTION, tally.toString());
            }
        }

        private void count(JsonArrayStream answer, RecountedJson.Tally tally) throws IOException {
            String error = "";
            try {
                recounts.recountAll(recounted -> {
                    tally.add(recounted);
                    write(answer, recounted);
                });
            } catch (StoreFault e) {
                LOG.atError().setCause(e).log("store fault");
                error = "Storage is not available";
            }
            ObjectNode rest = tally.json();
            rest.put("complete", error.isEmpty());
            if (!error.isEmpty()) {
                rest.put("error", error);
            }
            answer.end(rest);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                places.release();
            }
        }
    }

    private static void write(JsonArrayStream answer, Recounted recounted) {
        try {
            answer.add(RecountedJson.project(recounted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
