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
        all.put("MONGODB_URL", same(Keys.FLOWS.url));
        all.put("QUEUE_URL", same(Keys.EVENTS.url));
        all.put("IAM_TOKEN", same(Keys.IAM.token));
        all.put("INTROSPECT_TYPE", same(Keys.IAM.type));
        all.put("INTROSPECT_ENDPOINT_BASIC", same(Keys.IAM.basicUrl));
        all.put("INTROSPECT_ENDPOINT_OIDC", same(Keys.IAM.oidcUrl));
        all.put("OIDC_CLIENT_ID", same(Keys.IAM.clientId));
        all.put("OIDC_CLIENT_SECRET", same(Keys.IAM.clientSecret));
        all.put("IAM_TOKEN_CACHE_TTL", new Sets(Keys.IAM.cache, seconds -> seconds + "s"));
        all.put("ORIGINWHITELIST", same(Keys.FLOWS.origins));
        all.put("LOGGING_SERVICE_BASE_URL", same(Keys.FLOWS.loggingUrl));
        all.put("FLOW_READ_PERMISSION", same(Keys.FLOWS.read));
        all.put("FLOW_WRITE_PERMISSION", same(Keys.FLOWS.write));
        all.put("FLOW_CONTROL_PERMISSION", same(Keys.FLOWS.control));
        all.put("FLOW_BULK_PERMISSION", same(Keys.FLOWS.bulk));
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
                .map(_ -> choice(Keys.FLOWS.type, "mongodb", "MONGODB_URL"))
                .ifPresent(settings::add);
        environment
                .variable("QUEUE_URL")
                .map(_ -> choice(Keys.EVENTS.type, "rabbitmq", "QUEUE_URL"))
                .ifPresent(settings::add);
        return settings;
    }

    /** What variables set that do not turn flows on. */
    static List<Setting> more(Environment environment) {
        return environment
                .variable("NODE_ENV")
                .filter("production"::equals)
                .map(_ -> List.of(choice(Keys.FLOWS.localOrigin, "false", "NODE_ENV")))
                .orElse(List.of());
    }

    private static Setting choice(Key<?> key, String text, String variable) {
        return new Setting(key.name(), text, new Origin.Variable(variable));
    }
}
