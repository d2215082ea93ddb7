package io.flowkeep.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.testing.TcpProxy;
import io.flowkeep.trust.MadeUpAuthority;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Each way by which the replaced server's SDK comes to credentials, tried against a stand-in. The
 * SDK takes Java's system properties for the environment variables of the same meaning.
 */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FoundCredentialsTest {
    private static final String NOTHING_BEFORE_MACHINE =
            "; nothing is set in Java's system properties, AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, the profile default, AWS_WEB_IDENTITY_TOKEN_FILE and"
                    + " AWS_ROLE_ARN, the container (AWS_CONTAINER_CREDENTIALS_...)";

    @TempDir private Path folder;
    private final List<String> set = new ArrayList<>();
    private FakeAws aws;

    @BeforeEach
    void start() throws IOException {
        aws = new FakeAws();
        set("aws.region", "eu-west-1");
        set("aws.endpointUrlSts", aws.url().toString());
        set("aws.endpointUrlSso", aws.url().toString());
        set("aws.configFile", folder.resolve("config").toString());
        set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
        set("aws.ec2MetadataServiceEndpoint", aws.url().toString());
    }

    @AfterEach
    void stop() {
        set.forEach(System::clearProperty);
        aws.close();
    }

    private void set(String property, String value) {
        set.add(property);
        System.setProperty(property, value);
    }

    private void config(String text) throws IOException {
        Files.writeString(folder.resolve("config"), text);
    }

    private S3Clients open(Trust trust) {
        return S3Clients.open(S3Tests.found(aws.url(), "bucket"), trust);
    }

    private static void look(S3Clients clients) {
        var _ = clients.single().headObject(head -> head.bucket("bucket").key("k"));
    }

    private String key() {
        try (S3Clients clients = open(Trust.ofJvm())) {
            look(clients);
        }
        return aws.keys().getLast();
    }

    private String failure() {
        try (S3Clients clients = open(Trust.ofJvm())) {
            SdkException error = assertThrows(SdkException.class, () -> look(clients));
            assertTrue(S3Errors.isUnsent(error));
            assertEquals(List.of(), aws.keys());
            return String.valueOf(error.getMessage());
        }
    }

    private void webIdentity() throws IOException {
        set(
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "jwt-1").toString());
        set("aws.roleArn", "arn:aws:iam::123456789012:role/r");
        set("aws.roleSessionName", "session");
    }

    @Test
    void a_web_identity_gets_its_role() throws Exception {
        webIdentity();
        assertEquals("AssumeRoleWithWebIdentity1", key());
        assertTrue(
                aws.asked().getFirst().contains("WebIdentityToken=jwt-1"), aws.asked()::toString);
    }

    @Test
    void what_lasts_is_asked_for_once() throws Exception {
        webIdentity();
        try (S3Clients clients = open(Trust.ofJvm())) {
            look(clients);
            var _ = clients.repeating().headObject(head -> head.bucket("bucket").key("k"));
        }
        assertEquals(1, aws.asked().size(), aws.asked()::toString);
        assertEquals(2, aws.keys().size());
    }

    @Test
    void what_ends_is_asked_for_again_before_with_the_token_of_then() throws Exception {
        webIdentity();
        aws.lifetime(Duration.ofSeconds(63)); // the SDK takes the last minute for the end
        try (S3Clients clients = open(Trust.ofJvm())) {
            look(clients);
            Files.writeString(folder.resolve("token"), "jwt-2");
            Thread.sleep(4000);
            look(clients);
        }
        assertEquals("AssumeRoleWithWebIdentity2", aws.keys().getLast());
        assertTrue(aws.asked().getLast().contains("jwt-2"), aws.asked()::toString);
    }

    @Test
    void STS_with_a_certificate_of_a_private_authority_is_trusted() throws Exception {
        MadeUpAuthority authority = MadeUpAuthority.in(folder);
        webIdentity();
        try (TcpProxy front = TcpProxy.withTls(authority.server(), aws.url())) {
            set("aws.endpointUrlSts", "https://localhost:" + front.port());
            String failure = failure();
            assertTrue(failure.contains("PKIX"), failure);
            try (S3Clients clients = open(authority.trust())) {
                look(clients);
            }
            assertEquals("AssumeRoleWithWebIdentity1", aws.keys().getLast());
        }
    }

    @Test
    void a_profile_assumes_a_role_with_the_keys_of_another() throws Exception {
        config(
                """
                [profile base]
                aws_access_key_id = BASEKEY
                aws_secret_access_key = s
                [profile app]
                role_arn = arn:aws:iam::123456789012:role/app
                source_profile = base
                """);
        set("aws.profile", "app");
        assertEquals("AssumeRole1", key());
        assertTrue(aws.asked().getFirst().endsWith(" BASEKEY"), aws.asked()::toString);
    }

    @Test
    void a_profile_assumes_a_role_with_the_credentials_of_its_surroundings() throws Exception {
        config(
                """
                [default]
                role_arn = arn:aws:iam::123456789012:role/app
                credential_source = Ec2InstanceMetadata
                """);
        assertEquals("AssumeRole2", key());
        assertTrue(aws.asked().getLast().endsWith(" MACHINE1"), aws.asked()::toString);
    }

    @Test
    void a_profile_has_a_web_identity() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "jwt");
        config(
                """
                [default]
                role_arn = arn:aws:iam::123456789012:role/app
                web_identity_token_file = %s
                """
                        .formatted(token));
        assertEquals("AssumeRoleWithWebIdentity1", key());
    }

    @Test
    void a_profile_has_keys() throws Exception {
        config("[default]\naws_access_key_id = PLAIN\naws_secret_access_key = s\n");
        assertEquals("PLAIN", key());
    }

    @Test
    void a_profile_runs_a_program() throws Exception {
        Path program =
                Files.writeString(
                        folder.resolve("program"),
                        """
                        #!/bin/sh
                        echo '{"Version":1,"AccessKeyId":"PROGRAM","SecretAccessKey":"s"}'
                        """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        config("[default]\ncredential_process = " + program + "\n");
        assertEquals("PROGRAM", key());
    }

    /** The SDK looks below HOME for what the sign-on left there, so this needs its own process. */
    @Test
    void a_profile_signs_on_once_for_all() throws Exception {
        config(
                """
                [profile app]
                sso_session = house
                sso_account_id = 123456789012
                sso_role_name = app
                [sso-session house]
                sso_region = eu-west-1
                sso_start_url = https://house.example/start
                """);
        String name =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-1")
                                        .digest("house".getBytes(StandardCharsets.UTF_8)));
        Files.createDirectories(folder.resolve(".aws/sso/cache"));
        Files.writeString(
                folder.resolve(".aws/sso/cache/" + name + ".json"),
                """
                {"accessToken":"signed-on","expiresAt":"%s","region":"eu-west-1",
                "startUrl":"https://house.example/start"}
                """
                        .formatted(Instant.now().plusSeconds(3600)));
        assertEquals(
                "",
                child(
                        Map.of(
                                "HOME", folder.toString(),
                                "AWS_PROFILE", "app",
                                "AWS_CONFIG_FILE", folder.resolve("config").toString(),
                                "AWS_ENDPOINT_URL_SSO", aws.url().toString())));
        assertEquals("SSO1", aws.keys().getLast());
    }

    @Test
    void the_environment_of_a_pod_is_enough() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "jwt");
        Map<String, String> pod =
                Map.of(
                        "HOME", "/nowhere",
                        "AWS_REGION", "eu-west-1",
                        "AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r",
                        "AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(),
                        "AWS_ENDPOINT_URL_STS", aws.url().toString());
        assertEquals("", child(pod));
        assertEquals("AssumeRoleWithWebIdentity1", aws.keys().getLast());
        aws.refuse();
        assertEquals(
                "no credentials for the bucket: asked AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN:"
                        + " Not authorized to perform sts:AssumeRoleWithWebIdentity; nothing is set"
                        + " in Java's system properties, AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY, the profile default",
                child(pod));
    }

    /** What a process with these variables alone prints after a look into the bucket. */
    private String child(Map<String, String> variables) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LookingProcess.class.getName(),
                        aws.url().toString());
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), () -> read(folder.resolve("err")));
        return said.strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Looks into the bucket with what its environment says, and prints what failed. */
    static final class LookingProcess {
        private LookingProcess() {}

        public static void main(String[] arguments) {
            S3Settings settings = S3Tests.found(URI.create(arguments[0]), "bucket");
            try (S3Clients clients = S3Clients.open(settings, Trust.ofJvm())) {
                look(clients);
            } catch (SdkException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void a_container_is_asked_with_its_token() throws Exception {
        set("aws.containerCredentialsFullUri", aws.url() + "/container");
        set(
                "aws.containerAuthorizationTokenFile",
                Files.writeString(folder.resolve("pod-token"), "pod").toString());
        assertEquals("CONTAINER1", key());
        assertTrue(aws.asked().getFirst().endsWith(" pod"), aws.asked()::toString);
    }

    @Test
    void the_machine_is_asked_last() throws Exception {
        assertEquals("MACHINE1", key());
    }

    @Test
    void what_is_set_up_and_fails_is_told_in_a_sentence_and_nobody_else_is_asked()
            throws Exception {
        webIdentity();
        aws.refuse();
        String failure = failure();
        assertTrue(
                failure.startsWith(
                        "no credentials for the bucket: asked AWS_WEB_IDENTITY_TOKEN_FILE and"
                                + " AWS_ROLE_ARN: Not authorized to perform"
                                + " sts:AssumeRoleWithWebIdentity; nothing is set in "),
                failure);
        assertFalse(failure.contains("\n"), failure);
        assertTrue(aws.asked().stream().allMatch(each -> each.startsWith("POST / ")));
    }

    @Test
    void a_token_file_that_is_gone_is_told() throws Exception {
        webIdentity();
        Files.delete(folder.resolve("token"));
        String failure = failure();
        assertTrue(failure.contains("AWS_ROLE_ARN: "), failure);
        assertTrue(failure.contains("token"), failure);
        assertEquals(List.of(), aws.asked());
    }

    @Test
    void a_role_without_its_source_is_told() throws Exception {
        config("[default]\nrole_arn = arn:aws:iam::123456789012:role/app\nsource_profile = gone\n");
        String failure = failure();
        assertTrue(
                failure.startsWith("no credentials for the bucket: asked the profile default: "));
        assertTrue(failure.contains("gone"), failure);
    }

    @Test
    void a_file_of_profiles_that_cannot_be_understood_is_told() throws Exception {
        config("[default\nno = end\n");
        StoreUnavailable error =
                assertThrows(
                        StoreUnavailable.class,
                        () -> S3Tests.open(S3Tests.found(aws.url(), "bucket")));
        assertEquals(
                "could not open the bucket bucket: a setting of AWS cannot be understood: Profile"
                        + " definition must end with ']' on line 1",
                error.getMessage());
    }

    @Test
    void nothing_anywhere_is_one_sentence() throws Exception {
        aws.refuse();
        String failure = failure();
        assertTrue(
                failure.startsWith("no credentials for the bucket: asked the machine (its metadata")
                        && failure.endsWith(NOTHING_BEFORE_MACHINE),
                failure);
        assertTrue(failure.length() < 600, failure);
        set("aws.disableEc2Metadata", "true");
        assertTrue(failure().startsWith("no credentials for the bucket: nothing is set in Java's"));
    }
}
