/**
 * Authorisation over HTTP: the gates that every protected route passes before a body byte is read,
 * one for projects and teams, one for operators. Knows the shape of a 401, and no feature's routes.
 */
@NullMarked
package io.flowkeep.auth.http;

import org.jspecify.annotations.NullMarked;
