package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;

/** Interprets the errors of RabbitMQ's client. Stateless. */
final class RabbitErrors {
    private RabbitErrors() {}

    /** The reason that the broker or the network gave, in one line. */
    static String reason(Throwable fault) {
        return switch (fault) {
            case ShutdownSignalException signal -> reason(signal);
            case AuthenticationFailureException refused -> message(refused);
            case PossibleAuthenticationFailureException refused -> message(refused);
            default -> {
                Throwable cause = fault.getCause();
                yield cause instanceof ShutdownSignalException signal
                        ? reason(signal)
                        : message(fault);
            }
        };
    }

    /** The code with which the broker closed a channel or connection, or 0. */
    static int replyCode(Throwable fault) {
        Throwable signal = fault instanceof ShutdownSignalException ? fault : fault.getCause();
        if (!(signal instanceof ShutdownSignalException shutdown)) {
            return 0;
        }
        return switch (shutdown.getReason()) {
            case AMQP.Channel.Close close -> close.getReplyCode();
            case AMQP.Connection.Close close -> close.getReplyCode();
            case null, default -> 0;
        };
    }

    private static String reason(ShutdownSignalException signal) {
        Method reason = signal.getReason();
        return switch (reason) {
            case AMQP.Channel.Close close -> close.getReplyText();
            case AMQP.Connection.Close close -> close.getReplyText();
            case null, default -> {
                Throwable cause = signal.getCause();
                yield cause == null ? "the connection ended" : message(cause);
            }
        };
    }

    private static String message(Throwable fault) {
        String kind = fault.getClass().getSimpleName();
        return fault.getMessage() == null ? kind : kind + ": " + fault.getMessage();
    }
}
