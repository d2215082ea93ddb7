package io.flowkeep.flows;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/** Where the logs of a flow's steps come from. Safe for concurrent use; every wait is bounded. */
@FunctionalInterface
public interface StepLogs {
    /** No logging service is configured. */
    StepLogs NONE = (_, _, _) -> new Answer.Unconfigured();

    /**
     * The logs of one step. The caller has made sure that the flow may be seen.
     *
     * @param rawQuery as sent, without the question mark; empty if there is none
     * @return whose content, if there is one, the caller closes
     */
    Answer fetch(FlowId flow, StepId step, String rawQuery);

    /** The outcome of asking for logs. */
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

        /** It is unreachable. */
        record Unreachable() implements Answer {}

        /** It did not answer in time. */
        record TooLate() implements Answer {}

        /** It redirects the request, which is not followed. */
        record Redirected() implements Answer {}
    }

    /** One header, its name in small letters. */
    record Header(String name, String value) {}

    /** Logs on their way: read once, by one thread, no faster than they are taken. */
    interface Content extends AutoCloseable {
        /** Empty if the length is not known beforehand. */
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
