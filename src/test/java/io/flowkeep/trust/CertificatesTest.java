package io.flowkeep.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class CertificatesTest {
    @TempDir private static Path folder;
    private static MadeUpAuthority authority;
    private static String one;
    private static String other;

    @BeforeAll
    static void make() throws Exception {
        authority = MadeUpAuthority.in(folder);
        one = Files.readString(authority.certificate());
        other = Files.readString(authority.stranger());
    }

    private static Certificates read(String text) throws IOException {
        return Certificates.read(Files.writeString(folder.resolve("bundle"), text));
    }

    private static String refusal(Path file) {
        String said =
                String.valueOf(
                        assertThrows(IOException.class, () -> Certificates.read(file))
                                .getMessage());
        assertTrue(said.startsWith(file + " "), said);
        return said.substring(file.toString().length() + 1);
    }

    private static String refusal(String text) throws IOException {
        return refusal(Files.writeString(folder.resolve("bad"), text));
    }

    @Test
    void a_bundle_is_read_whole_whatever_stands_between() throws Exception {
        assertEquals(new Certificates(read(one).readable(), 0), read(one));
        assertEquals(2, read(one + other).readable().size());
        assertEquals(2, read("# ours\n\n" + one + "Subject: CN=x\n" + other).readable().size());
        assertEquals(2, read((one + other).replace("\n", "\r\n")).readable().size());
        assertEquals(1, read("\ufeff" + one).readable().size());
        assertEquals(1, read(one.stripTrailing()).readable().size());
        assertEquals(
                1, read(Files.readString(folder.resolve("authority.key")) + one).readable().size());
        assertEquals(1, read(one.replace("CERTIFICATE", "X509 CERTIFICATE")).readable().size());
    }

    @Test
    void a_broken_one_among_good_ones_is_counted() throws Exception {
        String broken = one.replaceFirst("\n.{20}", "\nAAAAAAAAAAAAAAAAAAAA");
        Certificates certificates = read(other + broken + one);
        assertEquals(2, certificates.readable().size());
        assertEquals(1, certificates.unreadable());
        Certificates cut = read(other + one.substring(0, 200));
        assertEquals(1, cut.readable().size());
        assertEquals(1, cut.unreadable());
    }

    @Test
    void a_file_without_any_is_refused_with_the_reason() throws Exception {
        assertEquals("holds no certificate in PEM form", refusal(""));
        assertEquals("holds no certificate in PEM form", refusal("garbage"));
        assertEquals(
                "holds no certificate in PEM form",
                refusal(Files.readString(folder.resolve("authority.key"))));
        assertEquals(
                "holds no certificate that can be understood",
                refusal("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
        assertEquals("does not exist", refusal(folder.resolve("nowhere")));
        assertEquals("is not a file", refusal(folder));
        assertEquals("is not a file", refusal(Path.of("/dev/zero")));
        byte[] much = new byte[(16 << 20) + 1];
        Arrays.fill(much, (byte) 'x');
        Path large = Files.write(folder.resolve("large"), much);
        assertEquals("is too large for a file of certificates", refusal(large));
    }

    @Test
    void more_authorities_are_trusted_besides_those_of_the_jvm() throws Exception {
        int known = Trust.ofJvm().manager().getAcceptedIssuers().length;
        Trust more = authority.trust();
        assertEquals(known + 1, more.manager().getAcceptedIssuers().length);
        assertTrue(known > 0);
    }
}
