package io.flowkeep.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flowkeep.storage.s3.S3Front.Way;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How stores differ from S3 that speak its language, as their users have told in public. */
final class OtherStores {
    private static final Pattern CONDITION = Pattern.compile("(?i)\r\nif-(none-)?match: ([^\r]*)");
    private static final Pattern IF_MATCH = Pattern.compile("(?i)\r\nif-match: ([^\r]*)");
    private static final Pattern DATE = Pattern.compile("(?i)\r\nx-amz-date: (\\d{8}T\\d{6})Z");
    private static final Pattern NEWER_CHECKSUM =
            Pattern.compile(
                    "(?i)\r\n(x-amz-checksum|x-amz-trailer|x-amz-sdk-checksum|content-encoding)");
    private static final DateTimeFormatter SIGNED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    private static final Duration SKEW_MOST = Duration.ofMinutes(15);

    private OtherStores() {}

    /** Compares all of the tag that was sent with what it has between the quotes: Ceph. */
    static Way thatWantsBareTags() {
        return new Way() {
            @Override
            public Optional<byte[]> instead(String head) {
                return isChange(head) && tag(head).filter(tag -> tag.startsWith("\"")).isPresent()
                        ? Optional.of(failed())
                        : Optional.empty();
            }

            @Override
            public String request(String head) {
                return head.replaceFirst(
                        "(?i)\r\nif-match: ([^\"\r][^\r]*)", "\r\nif-match: \"$1\"");
            }
        };
    }

    /** Answers every condition on a change in one way. */
    static Way thatAnswersConditions(int status, String code, Predicate<String> which) {
        return new Way() {
            @Override
            public Optional<byte[]> instead(String head) {
                return isChange(head) && CONDITION.matcher(head).find() && which.test(head)
                        ? Optional.of(S3Front.error(status, code))
                        : Optional.empty();
            }
        };
    }

    /** Passes conditions over: the older stores, and newer ones on some operations. */
    static Way thatIgnores(String header) {
        return altered(head ->
                isChange(head) ? head.replaceAll("(?i)\r\n" + header + ": [^\r]*", "") : head);
    }

    /** Knows only the older listing and takes the newer one for it. */
    static Way thatListsInTheOlderWay() {
        return altered(head ->
                head.startsWith("GET ") && head.contains("list-type=2")
                        ? head.replaceFirst("[&?]list-type=2", "?")
                                .replaceFirst("[&?]start-after=[^& ]*", "")
                                .replaceFirst("\\?&", "?")
                                .replaceFirst("GET (/[^?& ]*)&", "GET $1?")
                        : head);
    }

    /** Says that it does not know the newer listing. */
    static Way thatRefusesTheNewerListing() {
        return new Way() {
            @Override
            public Optional<byte[]> instead(String head) {
                return head.startsWith("GET ") && head.contains("list-type=2")
                        ? Optional.of(S3Front.error(501, "NotImplemented"))
                        : Optional.empty();
            }
        };
    }

    /** Begins a page before the name behind which it was to begin: iDrive e2. */
    static Way thatListsTheMarkerAgain() {
        return altered(head ->
                head.startsWith("GET ")
                        ? head.replaceFirst("(start-after=[^& ]+?)[0-9a-z]([& ])", "$1$2")
                        : head);
    }

    /** Answers every listing again for a while. */
    static Way thatListsLate() {
        Map<String, byte[]> told = new ConcurrentHashMap<>();
        return new Way() {
            @Override
            public byte[] answer(String head, byte[] answer) {
                return head.startsWith("GET ") && head.contains("list-type=2")
                        ? told.computeIfAbsent(head.lines().findFirst().orElse(""), _ -> answer)
                        : answer;
            }
        };
    }

    /** Tells tags in another form, and knows them again in that form only. */
    static Way thatWritesTags(String form, String suffix) {
        return new Way() {
            @Override
            public String request(String head) {
                return head.replace(suffix, "");
            }

            @Override
            public byte[] body(byte[] body) {
                String text = new String(body, ISO_8859_1);
                // as many blanks as are taken away, since the length is announced
                return text.contains(suffix) && text.startsWith("<")
                        ? (text.replace(suffix, "") + " ".repeat(lost(text, suffix)))
                                .getBytes(ISO_8859_1)
                        : body;
            }

            @Override
            public byte[] answer(String head, byte[] answer) {
                String text = new String(answer, ISO_8859_1);
                int end = text.indexOf("\r\n\r\n");
                return (text.substring(0, end)
                                        .replaceFirst(
                                                "(?i)\r\netag: \"([^\"]*)\"",
                                                Matcher.quoteReplacement("\r\nETag: ") + form)
                                + text.substring(end))
                        .getBytes(ISO_8859_1);
            }
        };
    }

    private static int lost(String text, String suffix) {
        return suffix.isEmpty() ? 0 : text.length() - text.replace(suffix, "").length();
    }

    /** Knows none of the checksums that came to S3 in 2022 and none in trailers. */
    static Way thatKnowsNoNewerChecksums() {
        return new Way() {
            @Override
            public Optional<byte[]> instead(String head) {
                return NEWER_CHECKSUM.matcher(head).find() || head.contains("STREAMING-")
                        ? Optional.of(S3Front.error(501, "NotImplemented"))
                        : Optional.empty();
            }
        };
    }

    /** Writes the names of metadata with capitals. */
    static Way thatCapitalizes() {
        return new Way() {
            @Override
            public byte[] answer(String head, byte[] answer) {
                return new String(answer, ISO_8859_1)
                        .replaceFirst(
                                "(?i)\r\nx-amz-meta-flowkeep-change",
                                "\r\nX-Amz-Meta-Flowkeep-Change")
                        .getBytes(ISO_8859_1);
            }
        };
    }

    /** Has a clock that is ahead. */
    static Way thatIsAhead(Duration ahead, Clock clock) {
        return new Way() {
            @Override
            public Optional<byte[]> instead(String head) {
                ZonedDateTime now =
                        ZonedDateTime.ofInstant(clock.instant().plus(ahead), ZoneOffset.UTC);
                Matcher date = DATE.matcher(head);
                if (date.find()) {
                    ZonedDateTime signed = ZonedDateTime.parse(date.group(1), SIGNED);
                    if (Duration.between(signed, now).abs().compareTo(SKEW_MOST) > 0) {
                        String error =
                                new String(S3Front.error(403, "RequestTimeTooSkewed"), ISO_8859_1);
                        String said = DateTimeFormatter.RFC_1123_DATE_TIME.format(now);
                        return Optional.of(
                                error.replaceFirst("\r\n", "\r\nDate: " + said + "\r\n")
                                        .getBytes(ISO_8859_1));
                    }
                }
                return Optional.empty();
            }
        };
    }

    /** Takes no name of more than so many characters in one piece. */
    static Way thatTakesShortNames(int most, int status, String code) {
        Pattern tooLong = Pattern.compile("^[A-Z]+ /[^ ?]*/[^/ ?]{" + (most + 1) + "}");
        return new Way() {
            @Override
            public Optional<byte[]> instead(String head) {
                return tooLong.matcher(head).find()
                        ? Optional.of(S3Front.error(status, code))
                        : Optional.empty();
            }
        };
    }

    private static Way altered(UnaryOperator<String> alteration) {
        return new Way() {
            @Override
            public String request(String head) {
                return alteration.apply(head);
            }
        };
    }

    private static boolean isChange(String head) {
        return head.startsWith("PUT ") || head.startsWith("POST ") || head.startsWith("DELETE ");
    }

    private static Optional<String> tag(String head) {
        Matcher tag = IF_MATCH.matcher(head);
        return tag.find() ? Optional.of(tag.group(1)) : Optional.empty();
    }

    private static byte[] failed() {
        return S3Front.error(412, "PreconditionFailed");
    }
}
