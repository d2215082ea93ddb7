package io.flowkeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Time, chance and state come in through constructors; faults come from where things fail. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PurityTest {
    private static final String TOP = "io.flowkeep";
    private static final Set<String> HALL =
            Set.of(TOP, TOP + ".commands", TOP + ".server", TOP + ".stores");
    private static final Set<String> CLOCKS =
            Set.of(
                    "java.time.Instant.now",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.OffsetDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.time.Clock.systemUTC",
                    "java.time.Clock.systemDefaultZone",
                    "java.time.InstantSource.system",
                    "java.lang.System.currentTimeMillis",
                    "java.util.UUID.randomUUID",
                    "java.lang.Math.random");

    private static final Set<String> MAKERS_OF_BYTES =
            Set.of(
                    "java.lang.String.getBytes",
                    "java.nio.charset.Charset.encode",
                    "java.nio.charset.CharsetEncoder.encode",
                    "java.net.http.HttpRequest$BodyPublishers.ofString");
    private static final Set<String> PLACES_OF_BYTES =
            Set.of("io.flowkeep.text.Utf8", "io.flowkeep.json.Json");

    @Test
    void time_and_chance_come_in_through_constructors() {
        List<String> readings =
                outsideTheTop()
                        .flatMap(each -> each.getMethodCallsFromSelf().stream())
                        .filter(call -> CLOCKS.contains(name(call)))
                        .map(JavaMethodCall::getDescription)
                        .sorted()
                        .toList();
        List<String> dice =
                outsideTheTop()
                        .flatMap(each -> each.getConstructorCallsFromSelf().stream())
                        .filter(call -> isDice(call.getTargetOwner()))
                        .map(JavaConstructorCall::getDescription)
                        .sorted()
                        .toList();
        assertEquals(
                List.of(),
                Stream.concat(readings.stream(), dice.stream()).toList(),
                "take a Clock or a random source in the constructor; App passes the real one");
    }

    /** Json has a faster way to find the half pairs of a large text, and writes them as escapes. */
    @Test
    void text_becomes_bytes_in_one_place() {
        List<String> elsewhere =
                ProductCode.MAIN.stream()
                        .filter(each -> !PLACES_OF_BYTES.contains(each.getName()))
                        .flatMap(each -> each.getMethodCallsFromSelf().stream())
                        .filter(call -> MAKERS_OF_BYTES.contains(name(call)))
                        .map(JavaMethodCall::getDescription)
                        .sorted()
                        .toList();
        assertEquals(List.of(), elsewhere, "use Utf8.bytes: Java writes ? for half of a pair");
    }

    @Test
    void no_state_is_kept_by_thread() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .because("pass it as a parameter: a request's thread is new and its own")
                .check(ProductCode.MAIN);
    }

    @Test
    void no_static_field_changes() {
        assertEquals(
                List.of(),
                ProductCode.MAIN.stream()
                        .flatMap(each -> each.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                        .map(JavaField::getFullName)
                        .sorted()
                        .toList(),
                "hold it in an object that App makes");
    }

    @Test
    void faults_are_created_where_things_fail() {
        assertEquals(
                List.of(),
                ProductCode.MAIN.stream()
                        .filter(each -> !mayFail(each.getPackageName()))
                        .flatMap(each -> each.getConstructorCallsFromSelf().stream())
                        .filter(call ->
                                call.getTargetOwner().getPackageName().equals(TOP + ".faults"))
                        .map(JavaConstructorCall::getDescription)
                        .sorted()
                        .toList(),
                "only a driver, a client of a neighbour or the event bus knows that something"
                        + " failed; a room lets faults pass and says expected ends as outcomes");
    }

    @Test
    void only_the_command_line_prints() {
        List<String> calls =
                outsideTheTop()
                        .flatMap(each -> each.getCodeUnits().stream())
                        .flatMap(PurityTest::printing)
                        .sorted()
                        .toList();
        assertEquals(List.of(), calls, "log through SLF4J; only the command line prints");
    }

    private static Stream<String> printing(JavaCodeUnit code) {
        return code.getFieldAccesses().stream()
                .filter(access -> access.getTargetOwner().getName().equals("java.lang.System"))
                .filter(access -> Set.of("out", "err").contains(access.getTarget().getName()))
                .map(access -> access.getDescription());
    }

    private static Stream<JavaClass> outsideTheTop() {
        return ProductCode.MAIN.stream().filter(each -> !HALL.contains(each.getPackageName()));
    }

    private static boolean mayFail(String room) {
        return room.startsWith(TOP + ".storage.")
                || room.startsWith(TOP + ".events.")
                || room.equals(TOP + ".faults")
                || room.equals(TOP + ".neighbours")
                || (room.endsWith(".http") && !room.equals(TOP + ".http"));
    }

    private static boolean isDice(JavaClass owner) {
        return owner.isAssignableTo(SecureRandom.class)
                || owner.isEquivalentTo(java.util.Random.class);
    }

    private static String name(JavaMethodCall call) {
        return call.getTargetOwner().getName() + "." + call.getTarget().getName();
    }
}
