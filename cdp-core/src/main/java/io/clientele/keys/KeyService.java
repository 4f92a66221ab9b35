package io.clientele.keys;

import io.clientele.internal.codec.Json;
import io.clientele.model.Properties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a key service over HTTP: a time limit for each try, a few tries where it is busy or failing, with growing pauses.
 * An interrupt does not cut a call short. Thread-safe.
 */
final class KeyService {

    static final int TRIES = 4;
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final int SUCCESS = 200;

    private final String name;
    private final Duration timeout;
    private final Consumer<Duration> pause;
    private @Nullable HttpClient client;

    /**
     * A service.
     *
     * @param name what messages call it
     * @param timeout of each try
     * @param pause lets time pass between tries
     */
    KeyService(String name, Duration timeout, Consumer<Duration> pause) {
        this.name = name;
        this.timeout = timeout;
        this.pause = pause;
    }

    /** Made with the first call, for it has a thread. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout)
                    .build();
        }
        return client;
    }

    /** The address, if secrets may be sent to it: by HTTPS, or to this machine. */
    static URI safe(URI address) {
        boolean https = "https".equalsIgnoreCase(address.getScheme());
        boolean here =
                "http".equalsIgnoreCase(address.getScheme()) && LOOPBACK.contains(String.valueOf(address.getHost()));
        if (!https && !here) {
            throw new IllegalArgumentException("address: secrets travel by https only, or to this machine");
        }
        return address;
    }

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param retryAfter seconds that the service asks for; 0 if it does not
     * @param tree the JSON object in it; empty if there is none
     */
    record Answer(int status, long retryAfter, Properties tree) {

        boolean good() {
            return status == SUCCESS;
        }

        /** A text that must be there. */
        String text(String path) {
            return tree.text(path)
                    .orElseThrow(
                            () -> KeyProviderException.refused("a key service gave an answer that cannot be read"));
        }
    }

    /**
     * Sends a request until there is an answer that is not of the passing kind, or tries are used up.
     *
     * @param request made anew for each try
     * @param passing whether an answer is to be tried again
     * @throws KeyProviderException if there is none
     */
    Answer ask(Supplier<HttpRequest> request, Predicate<Answer> passing) {
        KeyProviderException last = null;
        Duration wait = FIRST_PAUSE;
        for (int tries = 0; tries < TRIES; tries++) {
            if (last != null) {
                pause.accept(wait);
                wait = shorter(wait.multipliedBy(2), LONGEST_PAUSE);
            }
            try {
                Answer answer = once(request.get());
                if (!passing.test(answer)) {
                    return answer;
                }
                wait = shorter(longer(wait, Duration.ofSeconds(answer.retryAfter())), LONGEST_PAUSE);
                last = KeyProviderException.unavailable(
                        name + " is busy or failing (status " + answer.status() + ")", null);
            } catch (CompletionException failure) {
                last = KeyProviderException.unavailable(
                        name + " cannot be reached ("
                                + cause(failure).getClass().getSimpleName() + ")",
                        cause(failure));
            }
        }
        throw last == null ? KeyProviderException.unavailable(name + " was not asked", null) : last;
    }

    private static Throwable cause(CompletionException failure) {
        Throwable cause = failure.getCause();
        return cause instanceof IOException ? cause : failure;
    }

    private Answer once(HttpRequest request) {
        HttpResponse<byte[]> response =
                client().sendAsync(request, BodyHandlers.ofByteArray()).join();
        long retryAfter = response.headers()
                .firstValue("retry-after")
                .map(KeyService::seconds)
                .orElse(0L);
        return new Answer(response.statusCode(), retryAfter, tree(response.body()));
    }

    private static long seconds(String text) {
        return text.matches("[0-9]{1,4}") ? Long.parseLong(text) : 0;
    }

    private static Properties tree(byte[] body) {
        try {
            return Properties.of(new Json().read(body));
        } catch (IllegalArgumentException noJson) {
            return Properties.empty();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
