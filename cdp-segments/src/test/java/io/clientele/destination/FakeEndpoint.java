package io.clientele.destination;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A vendor on this machine that does what a script says, request by request, and what {@link #otherwise} says after it: answers,
 * half of an answer, no answer in time, or a connection that is cut before or after the request was taken.
 */
public final class FakeEndpoint implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Step> script = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private Step otherwise = answer(200, "{}");

    /** What was asked. */
    public record Request(String method, String path, Map<String, String> headers, String body) {

        /** What marks tries of the same message. */
        public String id() {
            return headers.getOrDefault("idempotency-key", "");
        }
    }

    /** What happens to a request. */
    @FunctionalInterface
    public interface Step {

        void meet(FakeEndpoint endpoint, HttpExchange exchange, Request request) throws IOException;
    }

    public FakeEndpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** A whole answer; headers as name, value, name, value. */
    public static Step answer(int status, String body, String... headers) {
        return (endpoint, exchange, request) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** The connection is cut in the middle of the answer. */
    public static Step half(String body) {
        return (endpoint, exchange, request) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length * 2L + 1);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Headers come, the body does not. */
    public static Step stalled() {
        return (endpoint, exchange, request) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().flush();
            endpoint.hold();
            exchange.close();
        };
    }

    /** No answer comes. */
    public static Step silent() {
        return (endpoint, exchange, request) -> {
            endpoint.hold();
            exchange.close();
        };
    }

    /** The connection is cut without an answer. */
    public static Step cut() {
        return (endpoint, exchange, request) -> exchange.close();
    }

    private void hold() {
        try {
            closed.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What happens to the next requests, one step each. */
    public synchronized FakeEndpoint next(Step... steps) {
        script.addAll(List.of(steps));
        return this;
    }

    /** What happens to requests after the script. */
    public synchronized FakeEndpoint otherwise(Step step) {
        otherwise = step;
        return this;
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private synchronized Step meet(Request request) {
        requests.add(request);
        return script.isEmpty() ? otherwise : script.poll();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var request = new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
        meet(request).meet(this, exchange, request);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
