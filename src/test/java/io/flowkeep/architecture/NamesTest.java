package io.flowkeep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpService;

/** A name says the thing, and a type is open only where that is meant. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class NamesTest {
    /** Whole words of a camel-case name: Information and Basement are borne. */
    private static final Pattern EMPTY_WORDS =
            Pattern.compile(
                    "(Manager|Helper|Utils?|Common|Base|Abstract|Impl|Interface|Standard|Default"
                            + "|Info)(?![a-z])");

    @Test
    void no_class_has_a_name_that_says_nothing() {
        assertEquals(
                List.of(),
                ProductCode.MAIN.stream()
                        .filter(each -> !each.getSimpleName().equals("package-info"))
                        .filter(each -> EMPTY_WORDS.matcher(each.getSimpleName()).find())
                        .map(JavaClass::getName)
                        .sorted()
                        .toList(),
                "name these for what they do, not for what they are made of");
    }

    @Test
    void a_class_with_tests_has_a_name_that_the_build_looks_for() {
        Pattern test = Pattern.compile("^ {4}@(Parameterized|Repeated)?Test\\b", Pattern.MULTILINE);
        Pattern suite = Pattern.compile("^(public )?abstract class ", Pattern.MULTILINE);
        assertEquals(
                List.of(),
                ProductCode.sources("src/test").stream()
                        .filter(file -> !file.toString().endsWith("Test.java"))
                        .filter(file -> {
                            String text = String.join("\n", ProductCode.lines(file));
                            return test.matcher(text).find() && !suite.matcher(text).find();
                        })
                        .map(file -> ProductCode.BASE.relativize(file).toString())
                        .toList(),
                "end these names with Test, or their tests are never run");
    }

    @Test
    void no_class_is_abstract() {
        assertEquals(
                List.of(),
                ProductCode.MAIN.stream()
                        .filter(each -> each.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(each -> !each.isInterface() && !each.isEnum())
                        .map(JavaClass::getName)
                        .sorted()
                        .toList(),
                "share by holding, not by extending: make the shared part a class of its own");
    }

    @Test
    void every_class_is_final_or_sealed() {
        assertEquals(
                List.of(),
                ProductCode.MAIN.stream()
                        .filter(each -> !each.isInterface() && !each.isEnum() && !each.isRecord())
                        .filter(each -> !each.isAnonymousClass())
                        .filter(each -> !each.getModifiers().contains(JavaModifier.FINAL))
                        .filter(each -> !each.reflect().isSealed())
                        .map(JavaClass::getName)
                        .sorted()
                        .toList(),
                "nobody extends these: say so with final, or sealed with permits");
    }

    @Test
    void a_driver_shows_only_what_its_opener_needs() {
        assertEquals(
                List.of(),
                ProductCode.MAIN.stream()
                        .filter(each -> each.getPackageName().startsWith("io.flowkeep.storage."))
                        .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(each -> each.getEnclosingClass().isEmpty())
                        .filter(each -> !each.getSimpleName().equals("package-info"))
                        .filter(each -> !each.isInterface()) // a lambda's type leaves no trace
                        .filter(each -> !isUsedFromOutside(each))
                        .filter(each -> !isMadeByItsName(each))
                        .map(JavaClass::getName)
                        .sorted()
                        .toList(),
                "nobody outside the package uses these: make them package-private");
    }

    /** Libraries that are told the name of a socket factory or of a client make it themselves. */
    private static boolean isMadeByItsName(JavaClass each) {
        return each.isAssignableTo(SocketFactory.class)
                || each.isAssignableTo(SdkHttpService.class);
    }

    private static boolean isUsedFromOutside(JavaClass each) {
        return each.getDirectDependenciesToSelf().stream()
                .anyMatch(use ->
                        !use.getOriginClass().getPackageName().equals(each.getPackageName()));
    }
}
