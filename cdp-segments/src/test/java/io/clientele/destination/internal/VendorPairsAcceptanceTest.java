package io.clientele.destination.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.destination.FormatsOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Messages and the requests that others make of them, and requests recorded from vendors' own clients: ours are equal. */
@Tag("acceptance")
class VendorPairsAcceptanceTest {

    private static final Path PAYLOADS = Path.of(System.getProperty("clientele.shared", "."), "data", "payloads");

    /**
     * Pairs that are not ours to make: what the expected request holds depends on answers to look-ups that the pair does not
     * show.
     */
    private static final Set<String> BY_LOOK_UP = Set.of("dest-identify-6.json", "router-identify-2.json");

    private final Json json = new Json();

    private Object read(Path file) {
        try {
            return json.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> pairs(String vendor) {
        try (Stream<Path> files = Files.list(PAYLOADS.resolve(vendor))) {
            return files.filter(file -> file.getFileName().toString().matches("(dest|router)-.*[.]json"))
                    .filter(file -> !BY_LOOK_UP.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> every_message_becomes_the_requests_of_its_pair() {
        return Stream.of("iterable", "blueshift", "salesforce")
                .flatMap(vendor -> pairs(vendor).stream()
                        .map(file -> DynamicTest.dynamicTest(
                                vendor + " " + file.getFileName(),
                                () -> check(vendor, Definition.map("pair", read(file))))));
    }

    private void check(String vendor, Map<String, Object> pair) {
        Map<String, Object> input = Definition.map("input", pair.get("input"));
        Map<String, Object> config = at(input, "destination.Config");
        Map<String, Object> message = at(input, "message");
        Map<String, Object> settings = settings(vendor, config, message);
        Mapping mapping = FormatsOf.vendor(vendor);
        List<Map<String, Object>> expected = expected(pair.get("expected"));
        boolean configured = settings.keySet().containsAll(mapping.needs());
        Mapping.Made made = configured
                ? mapping.make(neutral(message), settings)
                : new Mapping.Made(List.of(), "a setting is missing");
        if (expected.isEmpty()) {
            assertThat(made.calls()).isEmpty();
            assertThat(made.refusal()).isNotEmpty();
            return;
        }
        assertThat(made.refusal()).isEmpty();
        assertThat(made.calls()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertEqual(made.calls().get(i), expected.get(i));
        }
    }

    private static void assertEqual(Call call, Map<String, Object> expected) {
        assertThat(call.base() + call.path()).isEqualTo(expected.get("endpoint"));
        assertThat(call.method()).isEqualTo(expected.get("method"));
        assertThat(plain(call.body())).isEqualTo(plain(at(expected, "body.JSON")));
        Map<String, Object> headers = at(expected, "headers");
        assertThat(call.headers().keySet()).isEqualTo(headers.keySet());
        headers.forEach((name, value) -> {
            if (!value.toString().contains("redacted")) {
                assertThat(call.headers()).containsEntry(name, value.toString());
            }
        });
    }

    /** The requests; none where the message is refused. */
    private static List<Map<String, Object>> expected(Object expected) {
        Object inner = expected instanceof Map<?, ?> map && map.containsKey("batchedRequest")
                ? map.get("batchedRequest")
                : expected;
        List<?> all = inner instanceof List<?> list ? list : List.of(inner);
        List<Map<String, Object>> requests = new ArrayList<>();
        for (Object each : all) {
            Map<String, Object> request = Definition.map("request", each);
            if (request.containsKey("endpoint")) {
                requests.add(request);
            }
        }
        return requests;
    }

    /** The pair's message as ours: traits in one place, the time under one name, ids of other systems as identifiers. */
    private static Map<String, Object> neutral(Map<String, Object> message) {
        Map<String, Object> ours = new LinkedHashMap<>(message);
        Map<String, Object> context = at(message, "context");
        if (!ours.containsKey("traits") && context.containsKey("traits")) {
            ours.put("traits", context.get("traits"));
        }
        Optional.ofNullable(message.get("originalTimestamp")).ifPresent(time -> ours.put("timestamp", time));
        if (context.get("externalId") instanceof List<?> ids && !ids.isEmpty()) {
            Object id = Definition.map("id", ids.get(0)).get("id");
            ours.put("identifiers", Map.of("salesforce_id", id));
        }
        return ours;
    }

    /** The pair's configuration as our settings. */
    private static Map<String, Object> settings(
            String vendor, Map<String, Object> config, Map<String, Object> message) {
        Map<String, Object> settings = new HashMap<>();
        if (vendor.equals("iterable")) {
            settings.put("api_key", config.get("apiKey"));
            Optional.ofNullable(config.get("registerDeviceOrBrowserApiKey"))
                    .ifPresent(key -> settings.put("device_api_key", key));
            String pages = Boolean.TRUE.equals(config.get("trackAllPages"))
                    ? "all"
                    : Boolean.TRUE.equals(config.get("trackNamedPages")) ? "named" : "categorised";
            settings.put("pages", pages);
        } else if (vendor.equals("blueshift")) {
            Optional.ofNullable(config.get("eventApiKey")).ifPresent(key -> settings.put("event_key", key));
            Optional.ofNullable(config.get("usersApiKey")).ifPresent(key -> settings.put("users_key", key));
            if ("eu".equals(config.get("dataCenter"))) {
                settings.put("host", "api.eu.getblueshift.com");
            }
        } else {
            settings.put("host", "ap15.salesforce.com");
            settings.put("token", "t");
            salesforce(config, at(message, "context"), settings);
        }
        return settings;
    }

    private static void salesforce(
            Map<String, Object> config, Map<String, Object> context, Map<String, Object> settings) {
        if (context.get("externalId") instanceof List<?> ids && !ids.isEmpty()) {
            String type = Definition.map("id", ids.get(0)).get("type").toString();
            settings.put("object", type.substring(type.indexOf('-') + 1));
        }
        boolean asIs = Boolean.FALSE.equals(config.get("mapProperty"))
                || Boolean.TRUE.equals(context.get("mappedToDestination"));
        if (asIs) {
            settings.put("fields", "as_is");
        }
    }

    private static Map<String, Object> at(Map<String, Object> tree, String path) {
        return Definition.map(path, Expression.parse(path).in(tree).orElse(Map.of()));
    }

    /** The tree in a form in which numbers of one value are equal. */
    private static Object plain(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> plain = new TreeMap<>();
            map.forEach((name, value) -> plain.put(String.valueOf(name), plain(value)));
            return plain;
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(VendorPairsAcceptanceTest::plain).toList();
        }
        return tree instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() + " (number)" : tree;
    }

    private Object payload(String name) {
        return read(PAYLOADS.resolve(name));
    }

    private static Call one(String vendor, Map<String, Object> message, Map<String, Object> settings) {
        Mapping.Made made = FormatsOf.vendor(vendor).make(message, settings);
        assertThat(made.refusal()).isEmpty();
        assertThat(made.calls()).hasSize(1);
        return made.calls().get(0);
    }

    @Test
    void a_tree_for_tealium_is_flattened_as_its_own_interface_does() {
        Map<String, Object> pair = Definition.map("pair", payload("tealium/http-api-array-of-objects.json"));
        assertThat(plain(Filter.FLAT.apply(pair.get("input")).orElseThrow())).isEqualTo(plain(pair.get("flattened")));
    }

    @Test
    void a_login_for_tealium_is_that_of_its_manual() {
        Map<String, Object> expected = Definition.map("sample", payload("tealium/http-api-known-visitor-login.json"));
        Call call = one(
                "tealium",
                Map.of(
                        "type", "track",
                        "event", "user_login",
                        "userId", "45653454",
                        "properties", Map.of("email_address", "user@example.com", "customer_number", "45653454")),
                Map.of("account", "my-account", "profile", "main", "visitor_attribute", "7688"));
        assertThat(plain(call.body())).isEqualTo(plain(expected));
    }

    @Test
    void a_row_for_treasure_data_is_what_its_own_client_sends() {
        for (Object each : (List<?>) payload("treasure-data/recorded-td-js-signed-mode.json")) {
            Map<String, Object> recorded = Definition.map("request", each);
            URI address = URI.create(recorded.get("url").toString());
            String[] names = address.getPath().split("/", -1);
            Object row = Expression.parse("body.events.0").in(recorded).orElseThrow();
            Call call = one(
                    "treasure-data",
                    Map.of("type", "track", "properties", row),
                    Map.of("write_key", "1/TEST_WRITE_KEY", "database", names[1], "table", names[2]));
            assertThat(call.base() + call.path()).isEqualTo("https://" + address.getHost() + address.getPath());
            assertThat(call.method()).isEqualTo(recorded.get("method"));
            assertThat(call.headers().get("Authorization"))
                    .isEqualTo(at(recorded, "headers").get("Authorization"));
            assertThat(plain(call.body())).isEqualTo(plain(recorded.get("body")));
        }
    }

    @Test
    void events_for_mparticle_are_what_its_own_client_sends() {
        Map<String, Object> recorded =
                Definition.map("request", payload("mparticle/recorded-mparticle-node-v2-events.json"));
        Map<String, Object> body = at(recorded, "body");
        Map<String, Object> settings = Map.of(
                "key", "example-api-key",
                "secret", "example-api-secret",
                "environment", "development",
                "event_type", "navigation");
        Map<String, Object> person = Map.of(
                "userId",
                "u-1001",
                "traits",
                Map.of(
                        "email", "jane.roe@example.com",
                        "first_name", "Jane",
                        "last_name", "Roe",
                        "fav_categories", List.of("games", "puzzles")));
        Map<String, Object> order = Map.of(
                "order_id",
                "50314b8e9bcf",
                "total",
                new BigDecimal("27.5"),
                "tax",
                BigDecimal.valueOf(2),
                "shipping",
                BigDecimal.valueOf(3),
                "coupon",
                "hasbros",
                "currency",
                "USD",
                "products",
                List.of(Map.of(
                        "product_id", "G-32",
                        "name", "Monopoly: 3rd Edition",
                        "price", new BigDecimal("18.99"),
                        "quantity", BigDecimal.ONE,
                        "category", "Games")));
        List<Map<String, Object>> happened = List.of(
                Map.of("type", "track", "event", "Products Searched"),
                Map.of("type", "page", "name", "Cart"),
                Map.of("type", "track", "event", "Order Completed", "properties", order));
        List<Object> events = new ArrayList<>();
        for (Map<String, Object> each : happened) {
            Map<String, Object> message = new LinkedHashMap<>(person);
            message.putAll(each);
            Call call = one("mparticle", message, settings);
            assertThat(call.path()).isEqualTo(recorded.get("path"));
            assertThat(call.headers().get("Authorization"))
                    .isEqualTo(at(recorded, "headers").get("authorization"));
            Map<String, Object> sent = new LinkedHashMap<>(Definition.map("body", call.body()));
            events.addAll((List<?>) sent.remove("events"));
            Map<String, Object> rest = new LinkedHashMap<>(body);
            rest.remove("events");
            assertThat(plain(sent)).isEqualTo(plain(rest));
        }
        assertThat(plain(events)).isEqualTo(plain(body.get("events")));
    }

    @TestFactory
    Stream<DynamicTest> messages_of_segments_own_manual_pass_as_they_are() {
        return Stream.of("httpapi-alias", "httpapi-group", "httpapi-item-purchased", "httpapi-page")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Map<String, Object> sample = Definition.map("sample", payload("segment/" + name + ".json"));
                    Map<String, Object> message = new LinkedHashMap<>(sample);
                    message.putIfAbsent(
                            "type",
                            name.equals("httpapi-item-purchased") ? "track" : name.substring("httpapi-".length()));
                    Call call = one("segment", message, Map.of("write_key", "k"));
                    Map<String, Object> expected = new LinkedHashMap<>(sample);
                    expected.keySet().removeAll(Set.of("type", "writeKey"));
                    assertThat(plain(call.body())).isEqualTo(plain(expected));
                    assertThat(call.path()).isEqualTo("/v1/" + message.get("type"));
                }));
    }

    @Test
    void a_batch_for_segment_is_what_its_own_client_sends() {
        Map<String, Object> recorded = Definition.map("request", payload("segment/recorded-segment-java-import.json"));
        Object found = recorded.containsKey("body") ? recorded.get("body") : recorded;
        List<?> batch = (List<?>) Definition.map("body", found).get("batch");
        assertThat(batch).isNotEmpty();
        for (Object each : batch) {
            Call call = one("segment", Definition.map("message", each), Map.of("write_key", "k"));
            assertThat(plain(call.batch().orElseThrow().item())).isEqualTo(plain(each));
        }
    }

    @TestFactory
    Stream<DynamicTest> failures_in_answers_of_bloomreach_and_salesforce_are_seen() {
        return Stream.of(
                        "exponea/sdk-customer-id-failure.json",
                        "exponea/sdk-property-failure.json",
                        "exponea/sdk-aggregation-failure.json",
                        "exponea/sdk-prediction-failure.json",
                        "exponea/api-test-tracking.json")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Answers answers = one(
                                    "bloomreach",
                                    Map.of("type", "track", "userId", "u"),
                                    Map.of("project", "p", "key", "k", "secret", "s"))
                            .answers();
                    byte[] body = Files.readAllBytes(PAYLOADS.resolve(name));
                    Verdict verdict = answers.judge(new Reply(200, Map.of(), body), List.of(Map.of()))
                            .get(0);
                    assertThat(verdict.taken()).isEqualTo(name.endsWith("tracking.json"));
                }));
    }
}
