package io.flowkeep.flows;

import io.flowkeep.flows.FlowStore.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What each request and each event does to a flow's run state, and what is announced of it.
 * Decides, and stores nothing. Immutable.
 *
 * <p>An announced stop that is overtaken by a start is still answered, and that answer must not end
 * the new run: see {@link Unanswered}.
 */
final class RunChanges {
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 20;

    private final FlowEvents events;
    private final Duration deadline;

    /**
     * Takes how long to wait for an answer.
     *
     * @param deadline to the first announcement anew; the pause doubles with each, up to an hour
     */
    RunChanges(FlowEvents events, Duration deadline) {
        this.events = events;
        this.deadline = deadline;
    }

    /** From any state. */
    Change.Put start(Flow flow, String startedBy, Instant now) {
        RunState run = flow.run();
        RunState starting =
                new RunState(
                        FlowStatus.STARTING,
                        since(run, FlowStatus.STARTING, now),
                        by("started", startedBy),
                        startedBy,
                        mayRun(run),
                        run.unanswered().withStart(),
                        now,
                        1);
        Flow started = flow.running(starting, now);
        return new Change.Put(started, List.of(events.starting(started, startedBy)));
    }

    /** From any state. */
    Change.Put stop(Flow flow, String reason, Instant now) {
        RunState run = flow.run();
        RunState stopping =
                new RunState(
                        FlowStatus.STOPPING,
                        since(run, FlowStatus.STOPPING, now),
                        reason,
                        run.startedBy(),
                        mayRun(run),
                        run.unanswered().withStop(),
                        now,
                        1);
        Flow stopped = flow.running(stopping, now);
        return new Change.Put(stopped, List.of(events.stopping(stopped)));
    }

    /** From any state, without waiting for an answer. */
    Change.Put forceStop(Flow flow, String reason, Instant now) {
        Flow ended =
                flow.running(
                        ended(flow.run(), reason, now, flow.run().unanswered().withStop()), now);
        return new Change.Put(ended, List.of(events.stopping(ended)));
    }

    /** The orchestrator says that it runs. */
    Change started(Flow flow, Instant now) {
        RunState run = flow.run();
        Unanswered left = run.unanswered().afterStarted();
        if (isIn(run, FlowStatus.INACTIVE)) {
            return new Change.Put(waiting(flow, left.withStop()), List.of(events.stopping(flow)));
        }
        if (isIn(run, FlowStatus.STOPPING)) {
            return announcedAgain(waiting(flow, left), true, now);
        }
        if (isIn(run, FlowStatus.ACTIVE) && run.ran()) {
            return waitingFor(flow, left);
        }
        RunState active =
                new RunState(
                        FlowStatus.ACTIVE,
                        since(run, FlowStatus.ACTIVE, now),
                        "the orchestrator says that it runs",
                        run.startedBy(),
                        true,
                        left,
                        now,
                        0);
        return new Change.Put(flow.running(active, now), List.of());
    }

    /** The orchestrator says that it has stopped. */
    Change stopped(Flow flow, Instant now) {
        RunState run = flow.run();
        Unanswered left = run.unanswered().afterStopped();
        boolean isOfAnEarlierRun =
                run.unanswered().hasStop()
                        && left.hasStart()
                        && (isIn(run, FlowStatus.STARTING) || isIn(run, FlowStatus.ACTIVE));
        if (isOfAnEarlierRun || isIn(run, FlowStatus.INACTIVE)) {
            return waitingFor(flow, left);
        }
        RunState ended = ended(run, "the orchestrator says that it has stopped", now, left);
        return new Change.Put(flow.running(ended, now), List.of());
    }

    private static Change waitingFor(Flow flow, Unanswered left) {
        return left.equals(flow.run().unanswered())
                ? new Change.Keep()
                : new Change.Put(waiting(flow, left), List.of());
    }

    /**
     * The change if the orchestrator has not answered for too long. Flows that another program left
     * starting or stopping are left alone: they may have been so for years, and an announcement
     * would start or stop them.
     */
    Change heal(Flow flow, Instant now) {
        RunState run = flow.run();
        boolean stopping = isIn(run, FlowStatus.STOPPING);
        if ((!stopping && !isIn(run, FlowStatus.STARTING)) || run.announcements() == 0) {
            return new Change.Keep();
        }
        if (stopping && !run.ran() && hasWaited(run, now)) {
            String reason = "it never ran, and nobody answered the stop";
            return new Change.Put(
                    flow.running(ended(run, reason, now, run.unanswered()), now), List.of());
        }
        return run.announcedAt().isBefore(now.minus(pause(run.announcements())))
                ? announcedAgain(flow, run.ran(), now)
                : new Change.Keep();
    }

    private static Flow waiting(Flow flow, Unanswered unanswered) {
        RunState run = flow.run();
        return flow.running(
                new RunState(
                        run.status(),
                        run.since(),
                        run.reason(),
                        run.startedBy(),
                        run.ran(),
                        unanswered,
                        run.announcedAt(),
                        run.announcements()),
                flow.updatedAt());
    }

    private Change announcedAgain(Flow flow, boolean ran, Instant now) {
        RunState run = flow.run();
        boolean starting = isIn(run, FlowStatus.STARTING);
        RunState again =
                new RunState(
                        run.status(),
                        run.since(),
                        run.reason(),
                        run.startedBy(),
                        ran,
                        starting ? run.unanswered().withStart() : run.unanswered().withStop(),
                        now,
                        run.announcements() + 1);
        Flow told = flow.running(again, flow.updatedAt());
        return new Change.Put(
                told,
                List.of(starting ? events.starting(told, startedBy(flow)) : events.stopping(told)));
    }

    private static RunState ended(RunState run, String reason, Instant now, Unanswered unanswered) {
        return new RunState(
                FlowStatus.INACTIVE,
                since(run, FlowStatus.INACTIVE, now),
                reason,
                run.startedBy(),
                false,
                unanswered,
                now,
                0);
    }

    /** Who started it; where the store does not know, a user who owns it stands in. */
    private static String startedBy(Flow flow) {
        if (!flow.run().startedBy().isEmpty()) {
            return flow.run().startedBy();
        }
        return flow.definition().owners().stream()
                .filter(owner -> owner.type().equals("user"))
                .map(Owner::id)
                .findFirst()
                .orElse("");
    }

    private boolean hasWaited(RunState run, Instant now) {
        Instant latest = now.minus(deadline);
        return run.since().isBefore(latest) && run.announcedAt().isBefore(latest);
    }

    private Duration pause(int announcements) {
        int doublings = Math.clamp(announcements - 1L, 0, MOST_DOUBLINGS);
        Duration pause = deadline.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private static boolean mayRun(RunState run) {
        return isIn(run, FlowStatus.ACTIVE) || (run.ran() && !isIn(run, FlowStatus.INACTIVE));
    }

    private static Instant since(RunState run, FlowStatus next, Instant now) {
        return isIn(run, next) ? run.since() : now;
    }

    private static boolean isIn(RunState run, FlowStatus status) {
        return run.status().equals(status);
    }

    /** A reason that names who gave it. */
    static String by(String what, String who) {
        return who.isEmpty() ? what : what + " by " + who;
    }
}
