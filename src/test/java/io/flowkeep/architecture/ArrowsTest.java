package io.flowkeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrows point one way: http -> room -> store interface <- driver. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ArrowsTest {
    private static final List<String> ROOMS =
            List.of("files", "context", "flows", "auth", "events", "control");
    private static final String TOP = "io.flowkeep";
    private static final String COMMANDS = "io.flowkeep.commands..";
    private static final String SERVER = "io.flowkeep.server..";
    private static final String STORES = "io.flowkeep.stores..";
    private static final String NEIGHBOURS = "io.flowkeep.neighbours..";
    private static final String CONFIG = "io.flowkeep.config..";
    private static final String SHELL = "io.flowkeep.http..";
    private static final List<String> SHELL_MAY_KNOW =
            List.of(
                    "io.flowkeep.http",
                    "io.flowkeep.json",
                    "io.flowkeep.text",
                    "io.flowkeep.faults");
    private static final String DRIVERS = "io.flowkeep.storage..";
    private static final String MOVING = "io.flowkeep.moving..";

    @ParameterizedTest
    @ValueSource(strings = {"files", "context", "flows", "auth", "events", "control"})
    void a_room_sees_no_other_room(String room) {
        String[] others =
                ROOMS.stream()
                        .filter(other -> !other.equals(room))
                        .flatMap(other -> Stream.of("io.flowkeep." + other + ".."))
                        .toArray(String[]::new);
        hold(
                noClasses()
                        .that(areIn(room))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(others)
                        .because(
                                "rooms don't know each other: hand over what is needed from App, as"
                                        + " an interface of this room"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "context", "flows", "auth", "events", "control"})
    void a_room_knows_no_http_and_no_driver(String room) {
        hold(
                noClasses()
                        .that(areIn(room))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(SHELL, "io.flowkeep.*.http..", DRIVERS)
                        .because(
                                "what a request looks like is for "
                                        + room
                                        + ".http, what a"
                                        + " store does inside is for a driver"));
    }

    @ParameterizedTest
    @CsvSource({"files", "context", "flows"})
    void a_rooms_routes_know_the_shell_the_room_and_the_gate_only(String room) {
        String[] foreign =
                Stream.concat(
                                Stream.of("io.flowkeep.config..", "io.flowkeep.events..", DRIVERS),
                                ROOMS.stream()
                                        .filter(other -> !List.of(room, "auth").contains(other))
                                        .map(other -> "io.flowkeep." + other + ".."))
                        .toArray(String[]::new);
        hold(
                noClasses()
                        .that()
                        .resideInAPackage("io.flowkeep." + room + ".http..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(foreign)
                        .because("routes speak for one room; only auth is shared"));
    }

    @Test
    void the_shell_knows_no_room() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage(SHELL)
                        .should()
                        .dependOnClassesThat(
                                DescribedPredicate.describe(
                                        "are ours, but not of the small rooms that all use",
                                        other ->
                                                other.getPackageName().startsWith(TOP)
                                                        && !SHELL_MAY_KNOW.contains(
                                                                other.getPackageName())))
                        .because("rooms bring their routes to the shell, never the other way"));
    }

    @Test
    void only_stores_opens_a_driver() {
        hold(
                classes()
                        .that()
                        .resideInAPackage(DRIVERS)
                        .should()
                        .onlyHaveDependentClassesThat()
                        .resideInAnyPackage(STORES, CONFIG, DRIVERS)
                        .because("stores alone opens; others know the interface"));
    }

    @Test
    void the_configuration_carries_drivers_settings_and_opens_none() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage(CONFIG)
                        .should()
                        .dependOnClassesThat(
                                DescribedPredicate.describe(
                                        "are open drivers",
                                        each ->
                                                each.getPackageName()
                                                                .startsWith("io.flowkeep.storage.")
                                                        && each.isAssignableTo(
                                                                AutoCloseable.class)))
                        .because("stores opens what the configuration says"));
    }

    @Test
    void stores_know_no_http_no_server_no_commands_and_nothing_of_moving() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage(STORES)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                TOP,
                                SHELL,
                                "io.flowkeep.*.http..",
                                SERVER,
                                COMMANDS,
                                MOVING,
                                NEIGHBOURS,
                                "io.flowkeep.metrics..")
                        .because("typed configuration goes in and stores come out, whoever asks"));
    }

    @Test
    void only_the_hall_rooms_know_the_configuration() {
        hold(
                classes()
                        .that()
                        .resideInAPackage("io.flowkeep.config..")
                        .should()
                        .onlyHaveDependentClassesThat()
                        .resideInAnyPackage(COMMANDS, SERVER, STORES, "io.flowkeep.config..")
                        .because("App hands each room its part of the configuration"));
    }

    @Test
    void the_configuration_fills_in_settings_and_opens_nothing() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage(CONFIG)
                        .should()
                        .dependOnClassesThat(
                                DescribedPredicate.describe(
                                        "are ours and can be closed",
                                        other ->
                                                other.getPackageName().startsWith(TOP)
                                                        && other.isAssignableTo(
                                                                AutoCloseable.class)))
                        .because("it hands each room its settings; others open what they name"));
    }

    @Test
    void moving_knows_stores_but_no_http_no_driver_and_no_configuration() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage(MOVING)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                SHELL,
                                "io.flowkeep.*.http..",
                                "io.flowkeep.auth..",
                                "io.flowkeep.events..",
                                "io.flowkeep.config..",
                                DRIVERS)
                        .because("it moves between stores, whatever drives them"));
    }

    @Test
    void only_commands_know_moving() {
        hold(
                classes()
                        .that()
                        .resideInAPackage(MOVING)
                        .should()
                        .onlyHaveDependentClassesThat()
                        .resideInAnyPackage(COMMANDS, MOVING)
                        .because("serving needs nothing of it, and no driver does"));
    }

    @Test
    void drivers_know_no_http() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage(DRIVERS)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(SHELL, "io.flowkeep.*.http..", "io.flowkeep.config..")
                        .because("a driver implements a room's store and nothing else"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ids", "faults", "json", "text", "logging"})
    void a_shared_package_knows_no_room(String shared) {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage("io.flowkeep." + shared)
                        .should()
                        .dependOnClassesThat(
                                DescribedPredicate.describe(
                                        "are in a room",
                                        other ->
                                                other.getPackageName().startsWith(TOP)
                                                        && !List.of(
                                                                        "ids", "faults", "json",
                                                                        "text", shared)
                                                                .contains(leaf(other))))
                        .because("everybody may use it, so it may use nobody"));
    }

    @Test
    void nobody_knows_the_command_line() {
        hold(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(TOP, COMMANDS)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(COMMANDS)
                        .because("commands are typed by people; the rest works without them"));
    }

    @Test
    void only_commands_know_the_running_server() {
        hold(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(COMMANDS, SERVER)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(SERVER)
                        .because("App knows everybody; nobody knows App"));
    }

    @Test
    void only_the_server_calls_neighbours() {
        hold(
                classes()
                        .that()
                        .resideInAPackage(NEIGHBOURS)
                        .should()
                        .onlyHaveDependentClassesThat()
                        .resideInAnyPackage(SERVER, CONFIG, NEIGHBOURS, "io.flowkeep.metrics")
                        .because("rooms ask through an interface of theirs"));
    }

    @Test
    void only_the_routes_of_flows_know_the_old_words() {
        hold(
                classes()
                        .that()
                        .resideInAPackage("io.flowkeep.flows.wire")
                        .should()
                        .onlyHaveDependentClassesThat()
                        .resideInAnyPackage("io.flowkeep.flows.wire", "io.flowkeep.flows.http")
                        .because("a flow is a flow, whatever the replaced server said of it"));
    }

    @Test
    void neighbours_know_the_rooms_that_ask_and_no_http_of_ours() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage(NEIGHBOURS)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                SHELL,
                                "io.flowkeep.*.http..",
                                "io.flowkeep.files..",
                                "io.flowkeep.context..",
                                "io.flowkeep.events..",
                                DRIVERS)
                        .because("they give a room's own answers, and the room renders them"));
    }

    @Test
    void the_hall_is_empty_but_for_the_way_in() {
        hold(
                classes()
                        .that()
                        .resideInAPackage(TOP)
                        .should()
                        .haveNameMatching("io\\.flowkeep\\.(Main|Version|package-info)(\\$.*)?")
                        .because("each other class has a room of its own"));
    }

    @Test
    void the_hall_leads_to_the_commands_and_nowhere_else() {
        hold(
                noClasses()
                        .that()
                        .haveFullyQualifiedName("io.flowkeep.Main")
                        .should()
                        .dependOnClassesThat(areOursOutside(List.of("commands")))
                        .because("what a word on the command line means is for commands to say"));
        hold(
                noClasses()
                        .that()
                        .haveFullyQualifiedName("io.flowkeep.Version")
                        .should()
                        .dependOnClassesThat(areOursOutside(List.of("flowkeep")))
                        .because("everybody may ask for the version"));
    }

    private static DescribedPredicate<JavaClass> areOursOutside(List<String> rooms) {
        return DescribedPredicate.describe(
                "are ours and outside of " + rooms,
                each ->
                        each.getPackageName().startsWith(TOP)
                                && !each.getPackageName().equals(TOP)
                                && !rooms.contains(leaf(each)));
    }

    private static DescribedPredicate<JavaClass> areIn(String room) {
        String name = "io.flowkeep." + room;
        return DescribedPredicate.describe(
                "are in the room " + room,
                each ->
                        (each.getPackageName() + ".").startsWith(name + ".")
                                && !(each.getPackageName() + ".").startsWith(name + ".http."));
    }

    private static String leaf(JavaClass each) {
        String name = each.getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static void hold(ArchRule rule) {
        rule.allowEmptyShould(true).check(ProductCode.MAIN);
    }
}
