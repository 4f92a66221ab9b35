package io.clientele.destination.internal;

import static io.clientele.destination.FakeEndpoint.answer;
import static io.clientele.destination.FakeEndpoint.cut;
import static io.clientele.destination.FakeEndpoint.half;
import static io.clientele.destination.FakeEndpoint.silent;
import static io.clientele.destination.FakeEndpoint.stalled;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.destination.FakeEndpoint;
import io.clientele.destination.FakeEndpoint.Request;
import io.clientele.destination.FakeEndpoint.Step;
import io.clientele.destination.FormatsOf;
import io.clientele.destination.internal.Sender.Options;
import io.clientele.destination.internal.Sender.Parcel;
import io.clientele.destination.internal.Verdict.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sender against a vendor that does what a script says. */
class SenderTest {

    private static final String CANARY = "canary.ann@example.org";
    private static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "iterable", Map.of("api_key", "k"),
            "segment", Map.of("write_key", "k"),
            "bloomreach", Map.of("project", "p", "key", "k", "secret", "s"),
            "blueconic", Map.of("host", "h.example.org", "token", "t"),
            "tealium", Map.of("account", "a", "profile", "main"),
            "salesforce", Map.of("host", "h.example.org", "token", "t", "external_id", "Shop_Id__c"),
            "treasure-data", Map.of("write_key", "k", "database", "cdp", "table", "events"),
            "mparticle", Map.of("key", "k", "secret", "s"));

    private final FakeEndpoint vendor = new FakeEndpoint();
    private final Json json = new Json();

    @AfterEach
    void close() {
        vendor.close();
    }

    private Sender sender(String format) {
        Map<String, Supplier<String>> settings = new HashMap<>();
        SETTINGS.get(format).forEach((name, value) -> settings.put(name, () -> value));
        return new Sender(
                FormatsOf.vendor(format),
                new Options(settings, Optional.of(vendor.address()), (id, body) -> Map.of()),
                new Http(Duration.ofMillis(400)));
    }

    private static Parcel parcel(int number, String type) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", "id-" + number);
        message.put("type", type);
        if (type.equals("track")) {
            message.put("event", "Cart Abandoned");
        }
        message.put("userId", "u" + number);
        message.put("timestamp", "2026-03-01T09:30:00Z");
        message.put("traits", Map.of("email", number + CANARY, "first_name", "Ann"));
        message.put("properties", Map.of("segment", "abandoned"));
        return new Parcel("id-" + number, message);
    }

    private static List<Parcel> parcels(int count, String type) {
        return IntStream.range(0, count).mapToObj(i -> parcel(i, type)).toList();
    }

    private Verdict one(String format, Step step) throws InterruptedException {
        vendor.next(step);
        return sender(format).send(List.of(parcel(0, "identify"))).get(0);
    }

    private Map<String, Object> tree(Request request) {
        return Definition.map("body", json.read(request.body().getBytes(StandardCharsets.UTF_8)));
    }

    @Nested
    class One_message {

        @Test
        void is_taken_by_an_answer_that_says_so() throws InterruptedException {
            assertThat(one("iterable", answer(200, "{\"code\":\"Success\",\"msg\":\"\"}"))
                            .kind())
                    .isEqualTo(Kind.TAKEN);
            Request request = vendor.requests().get(0);
            assertThat(request.path()).isEqualTo("/api/users/update");
            assertThat(request.id()).isEqualTo("id-0");
            assertThat(request.headers())
                    .containsEntry("api_key", "k")
                    .containsEntry("content-type", "application/json");
            assertThat(tree(request)).containsEntry("userId", "u0").containsEntry("email", "0" + CANARY);
        }

        @Test
        void is_not_taken_by_a_200_with_a_failure_in_it() throws InterruptedException {
            Verdict verdict = one("iterable", answer(200, "{\"code\":\"BadParams\",\"msg\":\"" + CANARY + "\"}"));
            assertThat(verdict.kind()).isEqualTo(Kind.NEVER);
            assertThat(verdict.reason()).isEqualTo("iterable refused it (BadParams)");
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 404, 409, 410, 413, 422})
        void is_refused_for_good_by_other_4xx(int status) throws InterruptedException {
            Verdict verdict = one("iterable", answer(status, "{\"msg\":\"" + CANARY + "\",\"code\":\"InvalidEmail\"}"));
            assertThat(verdict.kind()).isEqualTo(Kind.NEVER);
            assertThat(verdict.reason()).isEqualTo("iterable refused it: status " + status + " (InvalidEmail)");
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 403, 408, 425, 429, 500, 502, 503, 504})
        void may_be_taken_later_where_it_is_not_at_fault(int status) throws InterruptedException {
            Verdict verdict = one("iterable", answer(status, CANARY));
            assertThat(verdict.kind()).isEqualTo(Kind.LATER);
            assertThat(verdict.pause()).isEmpty();
            assertThat(verdict.reason()).isEqualTo("iterable did not take it: status " + status);
        }

        @ParameterizedTest
        @ValueSource(ints = {429, 503})
        void waits_as_long_as_is_asked_for(int status) throws InterruptedException {
            Verdict verdict = one("iterable", answer(status, "", "Retry-After", "7"));
            assertThat(verdict.pause()).contains(Duration.ofSeconds(7));
            assertThat(verdict.refusal().orElseThrow().pause()).contains(Duration.ofSeconds(7));
            assertThat(verdict.refusal().orElseThrow().isForGood()).isFalse();
        }

        @Test
        void does_not_follow_a_redirect() throws InterruptedException {
            Verdict verdict = one("iterable", answer(307, "", "Location", vendor.address() + "/elsewhere"));
            assertThat(verdict.kind()).isEqualTo(Kind.LATER);
            assertThat(vendor.requests()).hasSize(1);
        }

        static Stream<Step> broken() {
            return Stream.of(
                    half("{\"code\":\"Succ"),
                    stalled(),
                    silent(),
                    cut(),
                    answer(200, "{\"code\":\"Succ"),
                    answer(200, ""));
        }

        @ParameterizedTest
        @MethodSource("broken")
        void may_be_taken_later_after_no_whole_answer(Step step) throws InterruptedException {
            Verdict verdict = one("iterable", step);
            assertThat(verdict.kind()).isEqualTo(Kind.LATER);
            assertThat(verdict.reason()).doesNotContain(CANARY);
        }

        @Test
        void waits_while_a_key_cannot_be_sent_and_the_key_is_not_told() throws InterruptedException {
            Map<String, Supplier<String>> settings = Map.of("api_key", () -> "secret\n" + CANARY);
            Sender broken = new Sender(
                    FormatsOf.vendor("iterable"),
                    new Options(settings, Optional.of(vendor.address()), (id, body) -> Map.of()),
                    new Http(Duration.ofMillis(400)));
            Verdict verdict = broken.send(List.of(parcel(0, "identify"))).get(0);
            assertThat(verdict.kind()).isEqualTo(Kind.LATER);
            assertThat(verdict.reason()).isEqualTo("iterable has a setting that fits in no header");
        }

        @Test
        void that_the_vendor_has_no_use_for_is_not_sent() throws InterruptedException {
            Parcel nobody = new Parcel("id", Map.of("id", "id", "type", "identify", "traits", Map.of("name", CANARY)));
            Verdict verdict = sender("iterable").send(List.of(nobody)).get(0);
            assertThat(verdict.kind()).isEqualTo(Kind.NEVER);
            assertThat(verdict.reason()).isEqualTo("iterable needs a user ID or an e-mail address");
            assertThat(vendor.requests()).isEmpty();
        }

        @Test
        void is_refused_by_a_header_where_a_vendor_says_it_so() throws InterruptedException {
            assertThat(one("tealium", answer(200, "", "X-Error", CANARY)).reason())
                    .isEqualTo("tealium refused it");
            assertThat(one("tealium", answer(204, "")).kind()).isEqualTo(Kind.TAKEN);
        }

        @Test
        void without_the_consent_of_blueconics_profile_is_refused() throws InterruptedException {
            Verdict verdict = one("blueconic", answer(200, "[{\"state\":\"CONSENT_MISMATCH\"}]"));
            assertThat(verdict.reason()).isEqualTo("blueconic refused it (CONSENT_MISMATCH)");
            assertThat(verdict.kind()).isEqualTo(Kind.NEVER);
        }
    }

    @Nested
    class Several_messages {

        private final List<Parcel> three = parcels(3, "identify");

        private List<Kind> send(String format, Step... steps) throws InterruptedException {
            vendor.next(steps);
            return sender(format).send(three).stream().map(Verdict::kind).toList();
        }

        @Test
        void go_in_one_request_with_an_element_each() throws InterruptedException {
            Step all = answer(
                    200, "{\"success\":true,\"results\":[{\"success\":true},{\"success\":true},{\"success\":true}]}");
            assertThat(send("bloomreach", all)).containsOnly(Kind.TAKEN).hasSize(3);
            assertThat(vendor.requests()).hasSize(1);
            assertThat(vendor.requests().get(0).path()).isEqualTo("/track/v2/projects/p/batch");
            assertThat((List<?>) tree(vendor.requests().get(0)).get("commands")).hasSize(3);
        }

        @Test
        void are_told_apart_by_bloomreachs_results() throws InterruptedException {
            Step mixed = answer(
                    200,
                    "{\"success\":true,\"results\":[{\"success\":true},{\"success\":false,\"errors\":[\"" + CANARY
                            + "\"]},{\"success\":true}]}");
            assertThat(send("bloomreach", mixed)).containsExactly(Kind.TAKEN, Kind.NEVER, Kind.TAKEN);
        }

        @Test
        void are_all_told_later_if_results_do_not_fit() throws InterruptedException {
            assertThat(send("bloomreach", answer(200, "{\"success\":true,\"results\":[{\"success\":true}]}")))
                    .containsOnly(Kind.LATER);
        }

        @Test
        void are_told_apart_by_the_names_iterable_gives() throws InterruptedException {
            Step named = answer(
                    200,
                    "{\"successCount\":2,\"failCount\":1,\"invalidEmails\":[\"1" + CANARY
                            + "\"],\"invalidUserIds\":[]}");
            assertThat(send("iterable", named)).containsExactly(Kind.TAKEN, Kind.NEVER, Kind.TAKEN);
            assertThat(vendor.requests()).hasSize(1);
        }

        @Test
        void are_told_apart_by_salesforces_list() throws InterruptedException {
            Step mixed = answer(
                    200,
                    "[{\"success\":true},{\"success\":true},{\"success\":false,\"errors\":[{\"statusCode\":\"INVALID_EMAIL_ADDRESS\",\"message\":\""
                            + CANARY + "\"}]}]");
            vendor.next(mixed);
            List<Verdict> verdicts = sender("salesforce").send(three);
            assertThat(verdicts).extracting(Verdict::kind).containsExactly(Kind.TAKEN, Kind.TAKEN, Kind.NEVER);
            assertThat(verdicts.get(2).reason()).isEqualTo("salesforce refused it (INVALID_EMAIL_ADDRESS)");
            Request request = vendor.requests().get(0);
            assertThat(request.method()).isEqualTo("PATCH");
            assertThat(request.path()).isEqualTo("/services/data/v50.0/composite/sobjects/Lead/Shop_Id__c");
            assertThat((Map<?, ?>) ((List<?>) tree(request).get("records")).get(0))
                    .extracting("Shop_Id__c")
                    .isEqualTo("u0");
        }

        @Test
        void do_not_suffer_from_one_that_nobody_names() throws InterruptedException {
            vendor.otherwise((endpoint, exchange, request) -> answer(
                            request.body().contains("\"1" + CANARY) ? 400 : 200, "{}")
                    .meet(endpoint, exchange, request));
            List<Verdict> verdicts = sender("mparticle").send(parcels(8, "track"));
            assertThat(verdicts).extracting(Verdict::kind).startsWith(Kind.TAKEN, Kind.NEVER, Kind.TAKEN);
            assertThat(verdicts).filteredOn(Verdict::taken).hasSize(7);
            assertThat(vendor.requests()).hasSize(7);
        }

        @Test
        void are_left_for_later_once_the_vendor_asks_for_a_pause() throws InterruptedException {
            vendor.next(
                    answer(
                            200,
                            "{\"success\":true,\"results\":[" + "{\"success\":true},".repeat(49)
                                    + "{\"success\":true}]}"),
                    answer(429, "", "Retry-After", "30"));
            List<Verdict> verdicts = sender("bloomreach").send(parcels(120, "track"));
            assertThat(verdicts.subList(0, 50)).extracting(Verdict::kind).containsOnly(Kind.TAKEN);
            assertThat(verdicts.subList(50, 120))
                    .extracting(Verdict::pause)
                    .containsOnly(Optional.of(Duration.ofSeconds(30)));
            assertThat(vendor.requests()).hasSize(2);
        }

        @Test
        void keep_to_the_vendors_limits_of_count_and_bytes() throws InterruptedException {
            vendor.otherwise(answer(202, ""));
            List<Parcel> large = IntStream.range(0, 250)
                    .mapToObj(i -> {
                        Map<String, Object> message =
                                new LinkedHashMap<>(parcel(i, "track").tree());
                        message.put("properties", Map.of("text", "x".repeat(i < 100 ? 10_000 : 10)));
                        return new Parcel("id-" + i, message);
                    })
                    .toList();
            assertThat(sender("mparticle").send(large))
                    .extracting(Verdict::kind)
                    .containsOnly(Kind.TAKEN);
            assertThat(vendor.requests()).allSatisfy(request -> {
                assertThat(request.body().length()).isLessThanOrEqualTo(128_000);
                Object body = json.read(request.body().getBytes(StandardCharsets.UTF_8));
                assertThat(body instanceof List<?> list ? list.size() : 1).isLessThanOrEqualTo(100);
            });
            assertThat(vendor.requests()).hasSizeBetween(10, 13);
        }

        @Test
        void of_one_person_keep_their_order() throws InterruptedException {
            vendor.otherwise(answer(200, "{}"));
            List<Parcel> mixed = IntStream.range(0, 9)
                    .mapToObj(i -> parcel(i, i % 3 == 0 ? "identify" : "track"))
                    .toList();
            assertThat(sender("segment").send(mixed)).extracting(Verdict::kind).containsOnly(Kind.TAKEN);
            String all = String.join(
                    "", vendor.requests().stream().map(Request::body).toList());
            List<Integer> places = IntStream.range(0, 9)
                    .map(i -> all.indexOf("\"id-" + i + "\""))
                    .boxed()
                    .toList();
            assertThat(places).isSorted().doesNotContain(-1);
        }
    }

    @Nested
    class A_vendor_in_trouble {

        /** Takes what it is sent, or fails before or after having taken it. */
        private Step trouble(Random random, Map<String, Set<String>> taken) {
            int kind = random.nextInt(9);
            boolean keeps = random.nextBoolean();
            Step step = switch (kind) {
                case 0 -> answer(500, "");
                case 1 -> answer(429, "", "Retry-After", "1");
                case 2 -> half("{\"success\":tr");
                case 3 -> cut();
                case 4 -> answer(503, "{}");
                case 5 -> random.nextInt(20) == 0 ? silent() : answer(401, "");
                default -> answer(200, "{}");
            };
            return (endpoint, exchange, request) -> {
                if (kind > 5 || keeps) {
                    synchronized (taken) {
                        ids(request)
                                .forEach(id -> taken.computeIfAbsent(id, none -> new HashSet<>())
                                        .add(content(request, id)));
                    }
                }
                step.meet(endpoint, exchange, request);
            };
        }

        private List<String> ids(Request request) {
            Map<String, Object> body = tree(request);
            List<?> messages = body.get("batch") instanceof List<?> batch ? batch : List.of(body);
            return messages.stream()
                    .map(each ->
                            Definition.map("message", each).get("messageId").toString())
                    .toList();
        }

        private String content(Request request, String id) {
            Map<String, Object> body = tree(request);
            List<?> messages = body.get("batch") instanceof List<?> batch ? batch : List.of(body);
            return messages.stream()
                    .map(each -> Definition.map("message", each))
                    .filter(each -> id.equals(each.get("messageId")))
                    .map(each -> String.valueOf(each.get("userId")))
                    .findFirst()
                    .orElseThrow();
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4})
        void loses_nothing_and_gets_nothing_twice_under_another_id(long seed) throws InterruptedException {
            Random random = new Random(seed);
            Map<String, Set<String>> taken = new HashMap<>();
            Sender sender = sender("segment");
            Deque<Parcel> waiting = new ArrayDeque<>(parcels(60, "track"));
            Set<String> told = new HashSet<>();
            int rounds = 0;
            while (!waiting.isEmpty()) {
                assertThat(++rounds).as("rounds with seed " + seed).isLessThan(2_000);
                vendor.next(trouble(random, taken));
                List<Parcel> group = new ArrayList<>();
                int most = 1 + random.nextInt(7);
                while (group.size() < most && !waiting.isEmpty()) {
                    group.add(waiting.poll());
                }
                List<Verdict> verdicts = sender.send(group);
                for (int i = 0; i < group.size(); i++) {
                    assertThat(verdicts.get(i).kind()).as("seed " + seed).isNotEqualTo(Kind.NEVER);
                    boolean done = verdicts.get(i).kind() == Kind.TAKEN
                            ? told.add(group.get(i).id())
                            : waiting.add(group.get(i));
                    assertThat(done).as("seed " + seed).isTrue();
                }
            }
            assertThat(told).as("seed " + seed).hasSize(60);
            synchronized (taken) {
                assertThat(taken.keySet()).as("seed " + seed).isEqualTo(told);
                taken.forEach(
                        (id, people) -> assertThat(people).as("seed " + seed).containsExactly("u" + id.substring(3)));
            }
            Map<String, Set<String>> keys = new HashMap<>();
            vendor.requests()
                    .forEach(request -> keys.computeIfAbsent(request.body(), none -> new HashSet<>())
                            .add(request.id()));
            assertThat(keys.values())
                    .as("seed " + seed)
                    .allSatisfy(ids -> assertThat(ids).hasSize(1));
        }
    }
}
