package io.flowkeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each library has one place, so that it can be replaced there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FencesTest {

    @ParameterizedTest(name = "{0} only in {1}")
    @CsvSource({
        "java.sql.., io.flowkeep.storage.sql.. io.flowkeep.storage.sqlite.."
                + " io.flowkeep.storage.postgres..",
        "javax.sql.., io.flowkeep.storage.sql.. io.flowkeep.storage.sqlite.."
                + " io.flowkeep.storage.postgres..",
        "org.sqlite.., io.flowkeep.storage.sqlite..",
        "org.flywaydb.., io.flowkeep.storage.sql.. io.flowkeep.storage.sqlite.."
                + " io.flowkeep.storage.postgres..",
        "com.zaxxer.hikari.., io.flowkeep.storage.sql.. io.flowkeep.storage.sqlite.."
                + " io.flowkeep.storage.postgres..",
        "io.vertx.., io.flowkeep.http..",
        "io.netty.., io.flowkeep.http..",
        "com.mongodb.., io.flowkeep.storage.mongodb..",
        "org.bson.., io.flowkeep.storage.mongodb..",
        "software.amazon.., io.flowkeep.storage.s3..",
        "org.apache.hc.., io.flowkeep.storage.s3..",
        "com.cronutils.., io.flowkeep.flows.wire",
        "com.rabbitmq.., io.flowkeep.events.rabbitmq..",
        "ch.qos.logback.., io.flowkeep.logging..",
        "org.snakeyaml.., io.flowkeep.config..",
        "picocli.., io.flowkeep io.flowkeep.commands",
        "me.tongfei.., io.flowkeep.commands",
        "org.apache.commons.compress.., io.flowkeep.moving",
        "jdk.net.., io.flowkeep.control"
    })
    void a_library_stays_in_its_place(String library, String places) {
        noClasses()
                .that()
                .resideOutsideOfPackages(places.split(" ", -1))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("move the call into " + places + " and hand over our own types")
                .allowEmptyShould(true)
                .check(ProductCode.MAIN);
    }

    @Test
    void nothing_is_mocked() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "org.easymock..", "io.mockk..")
                .because("tests use the real thing or a hand-made fake")
                .check(new ClassFileImporter().importPackages("io.flowkeep"));
    }
}
