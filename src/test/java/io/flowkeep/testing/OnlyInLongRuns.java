package io.flowkeep.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What another test holds as well, only for a shorter time or with fewer. It is skipped, and says
 * so, unless {@code ./flowkeep test --long} runs.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(
        named = RunLength.VARIABLE,
        matches = "true",
        disabledReason = "runs with ./flowkeep test --long")
public @interface OnlyInLongRuns {}
