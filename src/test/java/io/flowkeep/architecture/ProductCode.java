package io.flowkeep.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The product's own classes and sources, as the architecture tests see them. */
final class ProductCode {
    static final Path BASE = Path.of(System.getProperty("flowkeep.basedir", "")).toAbsolutePath();

    /** Classes of src/main only; the tests in this package run in one JVM, so it is read once. */
    static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.flowkeep");

    private ProductCode() {}

    /** All Java files below a folder of the source tree. */
    static List<Path> sources(String folder) {
        try (Stream<Path> files = Files.walk(BASE.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
