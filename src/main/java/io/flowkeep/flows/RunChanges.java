package io.flowkeep.flows;

import io.flowkeep.flows.FlowStore.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What each request and each event does to a flow's run state, and what is announced of it.
 * Decides, and stores nothing. Immutable.
 *
 * <p>An announced stop that is overtaken by a start is answered all the same: that answer must not
 * end the new run. So announcements of stops are counted that were not answered when the flow left
 * the state of stopping, and so many answers are passed over while it is starting. A stop that
 * nobody ever answers leaves the count too high, which does no harm: answers come to stops only,
 * and a stop puts the flow into the state in which they count.
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
                        unanswered(run),
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
                        unanswered(run),
                        now,
                        1);
        Flow stopped = flow.running(stopping, now);
        return new Change.Put(stopped, List.of(events.stopping(stopped)));
    }

    /** From any state, without waiting for an answer. */
    Change.Put forceStop(Flow flow, String reason, Instant now) {
        Flow ended = flow.running(ended(flow.run(), reason, now, unanswered(flow.run()) + 1), now);
        return new Change.Put(ended, List.of(events.stopping(ended)));
    }

    /** The orchestrator says that it runs. */
    Change started(Flow flow, Instant now) {
        RunState run = flow.run();
        if (isIn(run, FlowStatus.INACTIVE)) {
            return new Change.Put(
                    counting(flow, run.stopsUnderWay() + 1), List.of(events.stopping(flow)));
        }
        if (isIn(run, FlowStatus.STOPPING)) {
            return announcedAgain(flow, true, now);
        }
        if (isIn(run, FlowStatus.ACTIVE) && run.ran()) {
            return new Change.Keep();
        }
        RunState active =
                new RunState(
                        FlowStatus.ACTIVE,
                        since(run, FlowStatus.ACTIVE, now),
                        "the orchestrator says that it runs",
                        run.startedBy(),
                        true,
                        run.stopsUnderWay(),
                        now,
                        0);
        return new Change.Put(flow.running(active, now), List.of());
    }

    /** The orchestrator says that it has stopped. */
    Change stopped(Flow flow, Instant now) {
        RunState run = flow.run();
        int left = Math.max(0, unanswered(run) - 1);
        boolean isOfAnEarlierRun = isIn(run, FlowStatus.STARTING) && run.stopsUnderWay() > 0;
        if (isOfAnEarlierRun || isIn(run, FlowStatus.INACTIVE)) {
            return left == run.stopsUnderWay()
                    ? new Change.Keep()
                    : new Change.Put(counting(flow, left), List.of());
        }
        RunState ended = ended(run, "the orchestrator says that it has stopped", now, left);
        return new Change.Put(flow.running(ended, now), List.of());
    }

    /** Nothing was heard for too long, if that is so. */
    Change heal(Flow flow, Instant now) {
        RunState run = flow.run();
        boolean stopping = isIn(run, FlowStatus.STOPPING);
        if (!stopping && !isIn(run, FlowStatus.STARTING)) {
            return new Change.Keep();
        }
        if (stopping && !run.ran() && run.announcements() > 0 && hasWaited(run, now)) {
            String reason = "it never ran, and nobody answered the stop";
            return new Change.Put(
                    flow.running(ended(run, reason, now, unanswered(run)), now), List.of());
        }
        return run.announcedAt().isBefore(now.minus(pause(run.announcements())))
                ? announcedAgain(flow, run.ran(), now)
                : new Change.Keep();
    }

    /** Stops that were announced, each time anew counted, and that nobody has answered yet. */
    private static int unanswered(RunState run) {
        int announced = isIn(run, FlowStatus.STOPPING) ? Math.max(1, run.announcements()) : 0;
        return run.stopsUnderWay() + announced;
    }

    private static Flow counting(Flow flow, int stopsUnderWay) {
        RunState run = flow.run();
        return flow.running(
                new RunState(
                        run.status(),
                        run.since(),
                        run.reason(),
                        run.startedBy(),
                        run.ran(),
                        stopsUnderWay,
                        run.announcedAt(),
                        run.announcements()),
                flow.updatedAt());
    }

    private Change announcedAgain(Flow flow, boolean ran, Instant now) {
        RunState run = flow.run();
        RunState again =
                new RunState(
                        run.status(),
                        run.since(),
                        run.reason(),
                        run.startedBy(),
                        ran,
                        run.stopsUnderWay(),
                        now,
                        run.announcements() + 1);
        Flow told = flow.running(again, flow.updatedAt());
        return new Change.Put(
                told,
                List.of(
                        isIn(run, FlowStatus.STARTING)
                                ? events.starting(told, startedBy(flow))
                                : events.stopping(told)));
    }

    private static RunState ended(RunState run, String reason, Instant now, int stopsUnderWay) {
        return new RunState(
                FlowStatus.INACTIVE,
                since(run, FlowStatus.INACTIVE, now),
                reason,
                run.startedBy(),
                false,
                stopsUnderWay,
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
