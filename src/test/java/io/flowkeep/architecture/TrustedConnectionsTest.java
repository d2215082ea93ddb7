package io.flowkeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever connects to somebody else does it with the trust that the operator chose. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TrustedConnectionsTest {

    @ParameterizedTest(name = "{0}.{1} with {2}")
    @CsvSource({
        "java.net.http.HttpClient, newBuilder, sslContext",
        "software.amazon.awssdk.http.apache5.Apache5HttpClient, builder, tlsTrustManagersProvider",
        "com.mongodb.MongoClientSettings, builder, applyToSslSettings",
        "com.rabbitmq.client.ConnectionFactory, setUri, useSslProtocol"
    })
    void who_makes_a_client_says_whom_it_trusts(String library, String making, String trusting) {
        List<JavaCodeUnit> makers = units().filter(unit -> calls(unit, library, making)).toList();
        assertEquals(
                List.of(),
                makers.stream()
                        .filter(unit ->
                                unit.getMethodCallsFromSelf().stream()
                                        .noneMatch(call -> call.getName().equals(trusting)))
                        .map(JavaCodeUnit::getFullName)
                        .toList());
        assertEquals(false, makers.isEmpty(), "nobody calls this any more");
    }

    private static Stream<JavaCodeUnit> units() {
        return ProductCode.MAIN.stream().flatMap(each -> each.getCodeUnits().stream());
    }

    private static boolean calls(JavaCodeUnit unit, String owner, String name) {
        return unit.getMethodCallsFromSelf().stream().anyMatch(call -> isTo(call, owner, name));
    }

    private static boolean isTo(JavaMethodCall call, String owner, String name) {
        return call.getTargetOwner().getName().equals(owner) && call.getName().equals(name);
    }

    @Test
    void trust_is_made_in_one_place() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.flowkeep.trust..")
                .should()
                .callMethod("javax.net.ssl.SSLContext", "getDefault")
                .orShould()
                .callMethod("javax.net.ssl.SSLContext", "getInstance", "java.lang.String")
                .orShould()
                .callMethod("java.net.http.HttpClient", "newHttpClient")
                .orShould()
                .callMethod("java.net.URL", "openConnection")
                .orShould()
                .callMethod("javax.net.ssl.SSLSocketFactory", "getDefault")
                .because("the operator's authorities are in Trust alone")
                .check(ProductCode.MAIN);
    }
}
