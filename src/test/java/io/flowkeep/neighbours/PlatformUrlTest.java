package io.flowkeep.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.testing.Property;
import io.flowkeep.testing.Texts;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PlatformUrlTest {
    private static final String CHECK = "/account/check/project/";
    private final PlatformUrl platform = new PlatformUrl(URI.create("http://forge:3000"));

    @Test
    void whatever_the_id_it_is_one_segment_and_comes_back_as_it_was() {
        Property.check(1000, Texts.any(1, 60), this::assertOneSegment);
    }

    private void assertOneSegment(String text) {
        Optional<ProjectId> project = ProjectId.parse(text);
        if (project.isEmpty()) {
            return;
        }
        URI url = platform.check(project.get());
        assertTrue(url.getRawPath().startsWith(CHECK));
        String segment = url.getRawPath().substring(CHECK.length());
        assertTrue(segment.matches("[A-Za-z0-9._~%-]+"), segment);
        assertEquals(url, url.normalize());
        assertEquals(null, url.getRawQuery());
        assertEquals(null, url.getRawFragment());
        assertEquals(text, URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "http://forge, http://forge/account/check/project/p1",
        "http://forge/, http://forge/account/check/project/p1",
        "https://forge:8443//, https://forge:8443/account/check/project/p1",
        "HTTP://forge/a/b/, HTTP://forge/a/b/account/check/project/p1"
    })
    void slashes_are_not_doubled(String base, String expected) {
        assertEquals(
                URI.create(expected), new PlatformUrl(URI.create(base)).check(new ProjectId("p1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "forge",
                "ftp://forge",
                "http:///x",
                "http://forge?x",
                "http://forge#x",
                "http://me:secret@forge"
            })
    void what_is_no_plain_web_address_is_no_platform(String base) {
        URI url = URI.create(base);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new PlatformUrl(url));
        assertTrue(!String.valueOf(e.getMessage()).contains("secret"));
    }

    private static Optional<URI> redirected(String asked, String location) {
        HttpHeaders headers = HttpHeaders.of(Map.of("location", List.of(location)), (_, _) -> true);
        return PlatformUrl.redirect(URI.create(asked), headers);
    }

    @ParameterizedTest
    @CsvSource({
        "http://forge/x, /y, http://forge/y",
        "http://forge/a/x, y, http://forge/a/y",
        "http://forge/x, http://FORGE:80/y, http://FORGE:80/y",
        "http://forge/x, https://forge/y, https://forge/y",
    })
    void a_token_follows_within_its_origin_and_to_the_same_host_over_tls(
            String asked, String location, String target) {
        assertEquals(Optional.of(URI.create(target)), redirected(asked, location));
    }

    @ParameterizedTest
    @CsvSource({
        "http://forge/x, http://other/x",
        "http://forge/x, //other/x",
        "http://forge/x, http://forge:81/x",
        "https://forge/x, http://forge/x",
        "http://forge:3000/x, https://forge/x",
        "http://forge/x, https://forge:8443/x",
        "http://forge/x, http://forge@other/x",
        "http://forge/x, ftp://forge/x",
        "http://forge/x, mailto:a@forge",
        "http://forge/x, 'http://for ge/'",
    })
    void a_token_follows_nowhere_else(String asked, String location) {
        assertEquals(Optional.empty(), redirected(asked, location));
    }

    @Test
    void a_redirect_without_an_address_leads_nowhere() {
        assertEquals(
                Optional.empty(),
                PlatformUrl.redirect(
                        URI.create("http://forge/x"), HttpHeaders.of(Map.of(), (_, _) -> true)));
    }
}
