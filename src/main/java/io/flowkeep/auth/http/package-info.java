/**
 * Authorisation on the wire: the gate that every protected route passes before a body byte is read,
 * and the clients of the FlowFuse platform's check and of Identity Management. Knows the shape of a
 * 401, and no feature's routes.
 */
@NullMarked
package io.flowkeep.auth.http;

import org.jspecify.annotations.NullMarked;
