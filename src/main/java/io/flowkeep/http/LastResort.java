package io.flowkeep.http;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a face answers when a handler fails. The detail goes to the log and never into the answer.
 * Safe for concurrent use.
 */
public final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);
    private final Supplier<Reply> storeAway;
    private final Function<String, Reply> internal;

    /**
     * Answers in a face's own shape.
     *
     * @param storeAway a store is unreachable, or the outcome of a change is unknown
     * @param internal an internal error, given the request's id
     */
    public LastResort(Supplier<Reply> storeAway, Function<String, Reply> internal) {
        this.storeAway = storeAway;
        this.internal = internal;
    }

    /** The answer of a handler, or what takes its place; never throws. */
    public Reply answer(String requestId, Supplier<Reply> handler) {
        try {
            return handler.get();
        } catch (Refusal refusal) {
            return refusal.reply();
        } catch (StoreUnavailable | StoreOutcomeUnknown e) {
            return fault(storeAway.get(), e);
        } catch (StoreCorrupt e) {
            return fault(internal.apply(requestId), e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof BodyAborted) {
                return Reply.empty(400); // not sent: the shell sees that the body broke off
            }
            return unexpected(requestId, e);
        } catch (RuntimeException | Error e) {
            return unexpected(requestId, e);
        }
    }

    private static Reply fault(Reply reply, StoreFault fault) {
        LOG.atError().setCause(fault).log("store fault");
        return reply;
    }

    private Reply unexpected(String requestId, Throwable e) {
        LOG.atError().setCause(e).log("unexpected failure");
        return internal.apply(requestId);
    }
}
