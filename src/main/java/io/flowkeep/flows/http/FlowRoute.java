package io.flowkeep.flows.http;

import io.flowkeep.http.Route.Method;
import io.flowkeep.http.Routed;

/**
 * One method and path of this face. Immutable.
 *
 * @param need what the caller must be allowed
 * @param permissionFirst whether the permission is checked before the body is read
 */
record FlowRoute(
        Method method,
        String template,
        Need need,
        boolean permissionFirst,
        FlowCall.Handler handler)
        implements Routed {

    /** What a route asks of its caller. */
    enum Need {
        READ,
        WRITE,
        CONTROL,
        CHANGE_MANY
    }

    static FlowRoute of(Method method, String template, Need need, FlowCall.Handler handler) {
        return new FlowRoute(method, template, need, false, handler);
    }

    /** The same, with the permission checked before the body is read. */
    FlowRoute withPermissionFirst() {
        return new FlowRoute(method, template, need, true, handler);
    }
}
