package io.flowkeep.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The environment variables of Open Integration Hub's Flow Repository, and which keys they set.
 * They beat the file.
 */
final class FlowVariables {
    private static final Map<String, Sets> VARIABLES = variables();

    private FlowVariables() {}

    /** A key, and how the variable's text becomes the key's. */
    private record Sets(Key<?> key, UnaryOperator<String> text) {}

    private static Map<String, Sets> variables() {
        Map<String, Sets> all = new LinkedHashMap<>();
        all.put("MONGODB_URL", same(FlowKeys.URL));
        all.put("QUEUE_URL", same(FlowKeys.BUS_URL));
        all.put("IAM_TOKEN", same(FlowKeys.IAM_TOKEN));
        all.put("INTROSPECT_TYPE", same(FlowKeys.OIDC_FIRST));
        all.put("INTROSPECT_ENDPOINT_BASIC", same(FlowKeys.BASIC_URL));
        all.put("INTROSPECT_ENDPOINT_OIDC", same(FlowKeys.OIDC_URL));
        all.put("OIDC_CLIENT_ID", same(FlowKeys.CLIENT_ID));
        all.put("OIDC_CLIENT_SECRET", same(FlowKeys.CLIENT_SECRET));
        all.put("IAM_TOKEN_CACHE_TTL", new Sets(FlowKeys.IAM_CACHE, seconds -> seconds + "s"));
        all.put("ORIGINWHITELIST", same(FlowKeys.ORIGINS));
        all.put("LOGGING_SERVICE_BASE_URL", same(FlowKeys.LOGGING_URL));
        all.put("FLOW_READ_PERMISSION", same(FlowKeys.READ));
        all.put("FLOW_WRITE_PERMISSION", same(FlowKeys.WRITE));
        all.put("FLOW_CONTROL_PERMISSION", same(FlowKeys.CONTROL));
        all.put("FLOW_BULK_PERMISSION", same(FlowKeys.BULK));
        return all;
    }

    private static Sets same(Key<?> key) {
        return new Sets(key, UnaryOperator.identity());
    }

    /** What the variables set; nothing if the environment is not that of a Flow Repository. */
    static List<Setting> settings(Environment environment) {
        List<Setting> settings = new ArrayList<>();
        VARIABLES.forEach((name, sets) ->
                environment
                        .variable(name)
                        .map(text ->
                                new Setting(
                                        sets.key().name(),
                                        sets.text().apply(text),
                                        new Origin.Variable(name)))
                        .ifPresent(settings::add));
        environment
                .variable("MONGODB_URL")
                .map(_ -> choice(FlowKeys.STORAGE, "mongodb", "MONGODB_URL"))
                .ifPresent(settings::add);
        environment
                .variable("QUEUE_URL")
                .map(_ -> choice(FlowKeys.BUS, "rabbitmq", "QUEUE_URL"))
                .ifPresent(settings::add);
        return settings;
    }

    /** What a variable sets that says nothing about whether there are to be flows at all. */
    static List<Setting> more(Environment environment) {
        return environment
                .variable("NODE_ENV")
                .filter("production"::equals)
                .map(_ -> List.of(choice(FlowKeys.LOCAL_ORIGIN, "false", "NODE_ENV")))
                .orElse(List.of());
    }

    private static Setting choice(Key<?> key, String text, String variable) {
        return new Setting(key.name(), text, new Origin.Variable(variable));
    }
}
