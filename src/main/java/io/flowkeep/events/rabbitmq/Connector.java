package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.flowkeep.trust.Trust;
import java.io.Closeable;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions. Safe for concurrent use.
 *
 * <p>The client's own recovery is off: it restores connections only, not a channel that the broker
 * closed because the exchange or the queue was deleted, and a restored channel numbers its messages
 * anew, which would mix up confirms. One thing that ends and is made anew is simpler.
 */
final class Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final int ANSWER_MILLIS = 5000;

    /**
     * What a broker may be set to let through at most. A smaller bound would end the connection at
     * a larger message, which would then come again without end; so they are accepted and put
     * aside.
     */
    private static final int LARGEST_BODY_BYTES = 512 * 1024 * 1024 + 1;

    private final RabbitSettings settings;
    private final Trust trust;
    private final ExecutorService executor;

    Connector(RabbitSettings settings, Trust trust, ExecutorService executor) {
        this.settings = settings;
        this.trust = trust;
        this.executor = executor;
    }

    Session open(Runnable onEnd) throws IOException, TimeoutException, InterruptedException {
        AtomicReference<Closeable> socket = new AtomicReference<>(() -> {});
        Connection connection = factory(socket).newConnection(executor, "flowkeep");
        boolean opened = false;
        try {
            Session session = Session.over(connection, () -> socket.get().close(), settings, onEnd);
            opened = true;
            return session;
        } finally {
            if (!opened) {
                Session.hangUp(connection, () -> socket.get().close());
            }
        }
    }

    private ConnectionFactory factory(AtomicReference<Closeable> socket) throws IOException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout((int) settings.connectTimeout().toMillis());
        factory.setHandshakeTimeout(ANSWER_MILLIS);
        factory.setChannelRpcTimeout(ANSWER_MILLIS);
        factory.setRequestedHeartbeat((int) settings.heartbeat().toSeconds());
        factory.setMaxInboundMessageBodySize(LARGEST_BODY_BYTES);
        factory.setThreadFactory(Thread.ofPlatform().daemon().name("rabbitmq-", 0).factory());
        factory.setSocketConfigurator(
                SocketConfigurators.defaultConfigurator().andThen(socket::set));
        factory.setExceptionHandler(
                new ForgivingExceptionHandler() {
                    @Override
                    protected void log(String message, Throwable fault) {
                        LOG.debug(message, fault); // the outage is logged where it is seen whole
                    }
                });
        try {
            factory.setUri(settings.uri());
            if (factory.isSSL()) {
                // The client's own choice for amqps takes any certificate.
                factory.useSslProtocol(trust.context());
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IOException("cannot use the address", e);
        }
        if (factory.getVirtualHost().isEmpty()) {
            factory.setVirtualHost("/"); // as the services that share the address read it
        }
        return factory;
    }
}
