/**
 * From a bearer token to a caller: who may do what, and within which quotas. The sources of truth
 * are the FlowFuse platform's check and Flowkeep's built-in tokens. This room knows no route, and
 * no store but its own. The one trap: a token's text must never reach a log, a metric or an error.
 */
@NullMarked
package io.flowkeep.auth;

import org.jspecify.annotations.NullMarked;
