package io.clientele.destination.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * What came back over HTTP.
 *
 * @param status the status
 * @param headers names in small letters, the first value of each
 * @param body the whole body
 */
record Reply(int status, Map<String, String> headers, byte[] body) {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MULTIPLE = 300;
    private static final int OK = 200;

    boolean good() {
        return status >= OK && status < MULTIPLE;
    }

    /**
     * How long to wait, as {@code Retry-After} says in seconds or as a date (RFC 9110 §10.2.3), a day at most. A date is
     * measured from the answer's own {@code Date}, so that nobody's clock matters.
     */
    Optional<Duration> retryAfter() {
        return header("retry-after").flatMap(this::pause).map(Reply::within);
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::trim);
    }

    private Optional<Duration> pause(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Optional<ZonedDateTime> from = header("date").flatMap(Reply::date);
        return date(text).flatMap(until -> from.map(start -> Duration.between(start, until)));
    }

    private static Duration within(Duration pause) {
        Duration most = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        return most.isNegative() ? Duration.ZERO : most;
    }

    private static Optional<ZonedDateTime> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
