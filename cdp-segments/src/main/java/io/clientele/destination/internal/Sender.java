package io.clientele.destination.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes requests of messages and sends them, each once: whoever plans when to try again has the message still. Messages keep
 * their order; neighbours travel together where the destination has a way for it. When the destination cannot take anything at
 * the moment, the rest is not tried. Thread-safe.
 */
public final class Sender {

    private static final HexFormat HEX = HexFormat.of();

    private final Mapping mapping;
    private final Options options;
    private final Http http;
    private final Json json = new Json();

    /**
     * What a host chose.
     *
     * @param settings what the definition needs, asked for anew with each message
     * @param at scheme, host and port in place of the definition's
     * @param signer gives further headers for a body
     */
    public record Options(Map<String, Supplier<String>> settings, Optional<URI> at, Signer signer) {}

    /** Gives further headers for a request. */
    @FunctionalInterface
    public interface Signer {

        /** The headers for a body under an id. */
        Map<String, String> sign(String id, byte[] body);
    }

    /**
     * A message.
     *
     * @param id the same for each try
     * @param tree what the mapping reads
     */
    public record Parcel(String id, Map<String, Object> tree) {}

    private record Ready(String id, Mapping.Made made) {

        Call only() {
            return made.calls().get(0);
        }

        boolean joins(Ready next) {
            return made.calls().size() == 1 && next.made.calls().size() == 1 && only().joins(next.only());
        }

        Object item() {
            return only().batch().orElseThrow().item();
        }
    }

    /** A sender for one destination. */
    public Sender(Mapping mapping, Options options, Http http) {
        this.mapping = mapping;
        this.options = options;
        this.http = http;
    }

    /** How many messages at most go in a request. */
    public int together() {
        return mapping.together();
    }

    /**
     * Sends messages.
     *
     * @return what became of each, in order
     * @throws InterruptedException if the thread was interrupted meanwhile; what was on its way may have arrived
     */
    public List<Verdict> send(List<Parcel> parcels) throws InterruptedException {
        Map<String, Object> settings = new LinkedHashMap<>();
        options.settings().forEach((name, value) -> settings.put(name, value.get()));
        List<Ready> ready = parcels.stream()
                .map(parcel -> new Ready(parcel.id(), mapping.make(parcel.tree(), settings)))
                .toList();
        List<Verdict> verdicts = new ArrayList<>();
        Optional<Verdict> halted = Optional.empty();
        while (verdicts.size() < ready.size()) {
            if (halted.isPresent()) {
                verdicts.add(halted.get());
                continue;
            }
            List<Ready> run = run(ready, verdicts.size());
            List<Verdict> became = run.size() == 1 ? List.of(alone(run.get(0))) : together(run);
            verdicts.addAll(became);
            halted = halt(became);
        }
        return verdicts;
    }

    /** Whether the destination takes nothing at the moment. */
    private static Optional<Verdict> halt(List<Verdict> became) {
        return became.stream().allMatch(each -> each.kind() == Verdict.Kind.LATER)
                ? became.stream().findFirst()
                : Optional.empty();
    }

    /** The messages from a place on that go in one request. */
    private List<Ready> run(List<Ready> ready, int from) {
        Ready first = ready.get(from);
        if (first.made().calls().size() != 1 || first.only().batch().isEmpty()) {
            return List.of(first);
        }
        Batch rule = first.only().batch().get().rule();
        int to = from + 1;
        long bytes = length(first);
        while (to < ready.size() && to - from < rule.most() && first.joins(ready.get(to))) {
            bytes += length(ready.get(to)) + 1;
            if (bytes > rule.bytes()) {
                break;
            }
            to++;
        }
        return ready.subList(from, to);
    }

    private int length(Ready ready) {
        return json.write(ready.item()).length;
    }

    private Verdict alone(Ready ready) throws InterruptedException {
        if (ready.made().calls().isEmpty()) {
            return ready.made().refusal().isEmpty()
                    ? Verdict.TAKEN
                    : Verdict.never(ready.made().refusal());
        }
        int number = 0;
        for (Call call : ready.made().calls()) {
            String id = number == 0 ? ready.id() : ready.id() + "-" + number;
            Verdict verdict = ask(call, id, List.of(call.body())).get(0);
            if (!verdict.taken()) {
                return verdict;
            }
            number++;
        }
        return Verdict.TAKEN;
    }

    private List<Verdict> together(List<Ready> run) throws InterruptedException {
        List<Object> items = run.stream().map(Ready::item).toList();
        List<Verdict> verdicts = ask(run.get(0).only().of(items), id(run), items);
        if (!verdicts.isEmpty()) {
            return verdicts;
        }
        int middle = run.size() / 2;
        List<Verdict> halves = new ArrayList<>();
        for (List<Ready> half : List.of(run.subList(0, middle), run.subList(middle, run.size()))) {
            Optional<Verdict> halted = halt(halves);
            if (halted.isPresent()) {
                half.forEach(each -> halves.add(halted.get()));
            } else {
                halves.addAll(half.size() == 1 ? List.of(alone(half.get(0))) : together(half));
            }
        }
        return halves;
    }

    private List<Verdict> ask(Call call, String id, List<Object> items) throws InterruptedException {
        Optional<URI> address = address(call);
        if (address.isEmpty()) {
            return Answers.all(items, Verdict.later(mapping.name() + " has no address that data may be sent to"));
        }
        byte[] body = json.write(call.body());
        Map<String, String> headers = new LinkedHashMap<>(call.headers());
        headers.put("Idempotency-Key", id);
        headers.putAll(options.signer().sign(id, body));
        try {
            return call.answers().judge(http.send(address.get(), call.method(), headers, body), items);
        } catch (IOException failure) {
            return Answers.all(
                    items,
                    Verdict.later(mapping.name() + " cannot be reached: " + String.valueOf(failure.getMessage())));
        } catch (IllegalArgumentException wrong) {
            return Answers.all(items, Verdict.later(mapping.name() + " has a setting that fits in no header"));
        }
    }

    private Optional<URI> address(Call call) {
        try {
            String base = options.at().map(URI::toString).orElse(call.base());
            boolean twice = base.endsWith("/") && call.path().startsWith("/");
            String start = twice ? base.substring(0, base.length() - 1) : base;
            return Optional.of(URI.create(start + call.path())).filter(Http::isSafe);
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** The same for the same messages in the same order. */
    private static String id(List<Ready> run) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            run.forEach(each -> digest.update((each.id() + "\n").getBytes(StandardCharsets.UTF_8)));
            return HEX.formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
