package io.clientele.destination.internal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and waits for the whole of the answer, for so long and no longer. Redirects are not followed. Thread-safe.
 */
public final class Http {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final int MOST_BYTES = 4 << 20;

    private final Duration timeout;
    private @Nullable HttpClient client;

    /** Waits so long for each answer. */
    public Http(Duration timeout) {
        this.timeout = timeout;
    }

    /** Made with the first request, for it has a thread. */
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

    /** Whether personal data may be sent there: by HTTPS, or to this machine. */
    public static boolean isSafe(URI address) {
        String host = address.getHost();
        return host != null
                && ("https".equalsIgnoreCase(address.getScheme())
                        || "http".equalsIgnoreCase(address.getScheme()) && LOOPBACK.contains(host));
    }

    /**
     * Sends a request.
     *
     * @throws IOException if there was no whole answer in time; nobody knows then whether the request arrived
     * @throws InterruptedException if the thread was interrupted meanwhile
     */
    Reply send(URI address, String method, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(request.build(), info -> new Limited());
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            Map<String, String> found = new TreeMap<>();
            response.headers().map().forEach((name, values) -> found.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            return new Reply(response.statusCode(), found, response.body());
        } catch (TimeoutException late) {
            throw new IOException("no answer in time", late);
        } catch (ExecutionException failure) {
            throw new IOException("no whole answer", failure.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** Takes a body of limited length. */
    private static final class Limited implements BodySubscriber<byte[]> {

        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final List<ByteBuffer> parts = new ArrayList<>();
        private int length;
        private Flow.@Nullable Subscription source;

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> more) {
            for (ByteBuffer part : more) {
                length += part.remaining();
                parts.add(part);
            }
            if (length > MOST_BYTES && source != null) {
                source.cancel();
                whole.completeExceptionally(new IOException("an answer of more than " + MOST_BYTES + " bytes"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            ByteBuffer all = ByteBuffer.allocate(length);
            parts.forEach(all::put);
            whole.complete(all.array());
        }
    }
}
