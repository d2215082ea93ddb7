/**
 * Whom the server trusts when it makes a TLS connection: one answer for every neighbour and store.
 *
 * <p>The trap: a client of a library that is made without it trusts the JVM's authorities only, and
 * nobody notices until a neighbour's certificate comes from a private authority.
 */
@NullMarked
package io.flowkeep.trust;

import org.jspecify.annotations.NullMarked;
