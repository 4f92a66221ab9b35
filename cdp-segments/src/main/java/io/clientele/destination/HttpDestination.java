package io.clientele.destination;

import io.clientele.destination.internal.Http;
import io.clientele.destination.internal.Sender;
import io.clientele.destination.internal.Sender.Options;
import io.clientele.destination.internal.Sender.Parcel;
import io.clientele.destination.internal.Sender.Signer;
import io.clientele.destination.internal.Verdict;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Recipient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A destination reached over HTTP: a vendor's API in one of the {@linkplain Format formats}, or a webhook. Each message is tried once
 * a call, under the firing's id as {@code Idempotency-Key}; whoever calls keeps it until it is taken. Data goes by HTTPS, or to
 * this machine; redirects are not followed. What it says about failures holds no personal data. Thread-safe.
 */
public final class HttpDestination implements Destination {

    private final String name;
    private final Set<Purpose> purposes;
    private final Optional<Recipient> recipient;
    private final Optional<String> event;
    private final boolean identifying;
    private final Sender sender;

    private HttpDestination(Builder builder) {
        this.name = builder.name;
        this.purposes = builder.purposes;
        this.recipient = builder.recipient;
        this.event = builder.event;
        this.identifying = builder.identifying;
        this.sender = new Sender(
                builder.format.mapping(),
                new Options(Map.copyOf(builder.settings), builder.at, builder.signer),
                new Http(builder.timeout));
    }

    /** Starts a destination in a format. */
    public static Builder to(Format format) {
        return new Builder(format);
    }

    /**
     * Starts a webhook: the message as JSON, signed.
     *
     * @param url where it goes: https, or this machine
     * @param key the secrets shared with the receiver
     * @param clock the time that is signed
     */
    public static Builder webhook(URI url, WebhookKey key, InstantSource clock) {
        return new Builder(Format.webhook())
                .setting("url", url.toString())
                .signer((id, body) -> key.headers(id, clock.instant(), body));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Purpose> purposes() {
        return purposes;
    }

    @Override
    public Optional<Recipient> recipient() {
        return recipient;
    }

    /**
     * Sends one message and waits for the answer.
     *
     * @throws NotTakenException if it was not taken, with whether and when it makes sense to try again
     */
    @Override
    public void send(Permitted<Delivery> delivery) throws NotTakenException, InterruptedException {
        Optional<NotTakenException> refusal =
                send(List.of(parcel(delivery))).values().stream().findFirst();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Sends what was taken from permitted deliveries, as traits of the persons; gives those that were not taken. */
    Map<String, NotTakenException> tell(List<Delivery> deliveries) throws InterruptedException {
        return send(deliveries.stream()
                .map(delivery -> new Parcel(delivery.id(), Messages.of(delivery, Optional.empty())))
                .toList());
    }

    @Override
    public int together() {
        return sender.together();
    }

    /**
     * Sends messages in their order, as many in a request as the vendor takes. Failures inside an answer are told apart; where
     * an answer does not, the messages are sent in ever smaller groups.
     *
     * @return those that were not taken, by the firing's id
     */
    @Override
    public Map<String, NotTakenException> sendAll(List<Permitted<Delivery>> deliveries) throws InterruptedException {
        List<Parcel> parcels = new ArrayList<>();
        for (Permitted<Delivery> delivery : deliveries) {
            parcels.add(parcel(delivery));
        }
        return send(parcels);
    }

    private Map<String, NotTakenException> send(List<Parcel> parcels) throws InterruptedException {
        List<Verdict> verdicts = sender.send(parcels);
        Map<String, NotTakenException> refused = new LinkedHashMap<>();
        for (int i = 0; i < parcels.size(); i++) {
            String id = parcels.get(i).id();
            verdicts.get(i).refusal().ifPresent(refusal -> refused.put(id, refusal));
        }
        return refused;
    }

    private Parcel parcel(Permitted<Delivery> permitted) {
        if (!purposes.contains(permitted.purpose())) {
            throw new IllegalArgumentException("destination " + name + " takes nothing for this purpose");
        }
        Delivery delivery = permitted.value(permitted.purpose());
        Optional<String> called = identifying
                ? Optional.empty()
                : Optional.of(event.or(() -> delivery.payload().text("event"))
                        .or(() -> delivery.payload().text("segment"))
                        .orElse(name));
        return new Parcel(delivery.id(), Messages.of(delivery, called));
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }

    /** Says what a destination is; not thread-safe. */
    public static final class Builder {

        private final Format format;
        private String name;
        private Set<Purpose> purposes = Set.of();
        private Optional<Recipient> recipient = Optional.empty();
        private Optional<String> event = Optional.empty();
        private boolean identifying;
        private final Map<String, Supplier<String>> settings = new LinkedHashMap<>();
        private Optional<URI> at = Optional.empty();
        private Duration timeout = Duration.ofSeconds(10);
        private Signer signer = (id, body) -> Map.of();

        private Builder(Format format) {
            this.format = format;
            this.name = format.name();
        }

        private Builder signer(Signer value) {
            signer = value;
            return this;
        }

        /** The name under which firings are planned for it; the format's if none is given. */
        public Builder named(String value) {
            name = value;
            return this;
        }

        /** What it takes messages for; at least one. */
        public Builder purposes(Purpose... values) {
            purposes = Set.of(values);
            return this;
        }

        /** Who receives the data. */
        public Builder recipient(Recipient value) {
            recipient = Optional.of(value);
            return this;
        }

        /** What its messages are called, in place of the payload's {@code event} or {@code segment}. */
        public Builder event(String value) {
            event = Optional.of(value);
            return this;
        }

        /** Its messages tell the person's traits, not that something happened. */
        public Builder identifying() {
            identifying = true;
            return this;
        }

        /** One of the format's settings. */
        public Builder setting(String setting, String value) {
            return setting(setting, () -> value);
        }

        /** One of the format's settings, asked for with each message: a token that is renewed. */
        public Builder setting(String setting, Supplier<String> value) {
            settings.put(setting, value);
            return this;
        }

        /** Scheme, host and port in place of the format's: a proxy, or a fake for tests. */
        public Builder at(URI address) {
            at = Optional.of(address);
            return this;
        }

        /** How long to wait for each answer; ten seconds if nothing is said. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /**
         * The destination.
         *
         * @throws IllegalArgumentException if it has no purpose, lacks a setting, or its address is neither https nor this machine
         */
        public HttpDestination build() {
            require(!purposes.isEmpty(), "destination " + name + " names no purpose: say purposes(...)");
            require(!timeout.isNegative() && !timeout.isZero(), "timeout must be longer than nothing");
            format.needs()
                    .forEach(need -> require(
                            settings.containsKey(need),
                            "the format " + format.name() + " needs the setting " + need + ": say setting(...)"));
            require(
                    at.isEmpty() || Http.isSafe(at.get()),
                    "address: personal data travels by https only, or to this machine");
            if (settings.containsKey("url")) {
                require(
                        Http.isSafe(URI.create(settings.get("url").get())),
                        "url: personal data travels by https only, or to this machine");
            }
            return new HttpDestination(this);
        }

        private static void require(boolean good, String message) {
            if (!good) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
