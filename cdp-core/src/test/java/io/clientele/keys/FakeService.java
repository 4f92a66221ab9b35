package io.clientele.keys;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clientele.internal.codec.Json;
import io.clientele.model.Properties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A key service on this machine that can be busy, away or slow. */
abstract class FakeService implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private volatile boolean away;

    FakeService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** What was asked. */
    public record Request(String method, String path, Map<String, String> headers, String body) {

        public Properties tree() {
            return Properties.of(new Json().read(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    /** What is answered. */
    record Response(int status, Map<String, ?> tree) {}

    abstract Response answer(Request request);

    abstract Response busy();

    abstract Response outage();

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The next so many requests are throttled. */
    public void busyFor(int count) {
        busy.set(count);
    }

    /** Whether every request fails. */
    public void away(boolean is) {
        away = is;
    }

    /** Requests wait until the gate is opened. */
    public CountDownLatch slow() {
        CountDownLatch closed = new CountDownLatch(1);
        gate.set(closed);
        return closed;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        Request request = new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers, body);
        requests.add(request);
        try {
            gate.get().await();
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        Response response = away ? outage() : busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? busy() : answer(request);
        byte[] bytes = new Json().write(response.tree);
        exchange.sendResponseHeaders(response.status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        gate.get().countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
