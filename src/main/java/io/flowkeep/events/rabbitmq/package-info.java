/**
 * The bus on RabbitMQ, with the exchange, queue and messages of Open Integration Hub. The only room
 * that sees RabbitMQ's client.
 *
 * <p>Trap: a channel is for one thread at a time, and any error on it closes it.
 */
@NullMarked
package io.flowkeep.events.rabbitmq;

import org.jspecify.annotations.NullMarked;
