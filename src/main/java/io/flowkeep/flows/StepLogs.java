package io.flowkeep.flows;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/** Where the logs of a flow's steps come from. Safe for concurrent use; never waits for ever. */
@FunctionalInterface
public interface StepLogs {
    /** Nobody keeps any. */
    StepLogs NONE = (_, _, _) -> new Answer.Unconfigured();

    /**
     * The logs of one step. The caller has made sure that the flow may be seen.
     *
     * @param rawQuery as sent, without the question mark; empty if there is none
     * @return whose content, if there is one, the caller closes
     */
    Answer fetch(FlowId flow, StepId step, String rawQuery);

    /** What came of it. */
    sealed interface Answer {
        /**
         * What the service says: logs, or that it has none for this caller.
         *
         * @param status as in HTTP
         * @param headers those that are about the content
         */
        record Told(int status, List<Header> headers, Content content) implements Answer {
            public Told {
                headers = List.copyOf(headers);
            }
        }

        /** No service is configured. */
        record Unconfigured() implements Answer {}

        /** It is away. */
        record Unreachable() implements Answer {}

        /** It is silent. */
        record TooLate() implements Answer {}

        /** It wants to be asked somewhere else, which nobody does. */
        record Redirected() implements Answer {}
    }

    /** One header, its name in small letters. */
    record Header(String name, String value) {}

    /** Logs on their way: read once, by one thread, no faster than they are taken. */
    interface Content extends AutoCloseable {
        /** Empty if nobody knows beforehand. */
        OptionalLong bytes();

        /**
         * Hands all of it on.
         *
         * @throws IOException also if the service falls silent or breaks off
         */
        void writeTo(OutputStream out) throws IOException;

        @Override
        void close();
    }
}
