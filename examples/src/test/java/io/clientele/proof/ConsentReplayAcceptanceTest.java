package io.clientele.proof;

import static io.clientele.model.Purpose.AD_AUDIENCES;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.PERSONALISATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.consent.Notice;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A consent banner's real events: who permits what in the end, and the totals, are those that their publisher computed. */
@Tag("acceptance")
class ConsentReplayAcceptanceTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("clientele.shared", "."), "data", "events", "snowplow-web-consent");
    private static final Map<String, Purpose> SCOPES =
            Map.of("preferences", PERSONALISATION, "statistics", ANALYTICS, "marketing", AD_AUDIENCES);
    private static final Instant END = Instant.parse("2021-03-04T00:00:00Z");

    private final ManualClock clock = ManualClock.at("2021-02-26T00:00:00Z");
    private List<Map<String, String>> users = List.of();
    private List<Map<String, String>> said = List.of();

    @BeforeEach
    void read() throws IOException {
        users = table("expected/snowplow_web_consent_users_expected.csv");
        Map<String, Map<String, String>> events = new HashMap<>();
        table("snowplow_web_events.csv").forEach(event -> events.put(event.get("event_id"), event));
        said = new ArrayList<>();
        for (Map<String, String> preference : table("snowplow_web_consent_preferences.csv")) {
            Map<String, String> all = new HashMap<>(events.get(preference.get("root_id")));
            all.putAll(preference);
            said.add(all);
        }
        said.sort(Comparator.comparing(row -> row.get("derived_tstamp")));
    }

    private Cdp open() {
        Instant first = said.stream()
                .filter(row -> row.get("consent_version").equals("2.0"))
                .map(row -> time(row.get("derived_tstamp")))
                .findFirst()
                .orElseThrow();
        return Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn()
                        .notices(
                                Notice.of("1.0", "the first text"),
                                Notice.of("2.0", "the second text").from(first).material()))
                .open();
    }

    private void replay(Cdp cdp) {
        for (Map<String, String> row : said) {
            clock.set(time(row.get("derived_tstamp")));
            assertThat(cdp.accept(acts(row)))
                    .allMatch(outcome ->
                            outcome.kind() == Outcome.Kind.STORED || outcome.kind() == Outcome.Kind.DUPLICATE);
        }
        clock.set(END);
    }

    private static List<ConsentAct> acts(Map<String, String> row) {
        Evidence evidence = Evidence.of("cmp", row.get("consent_version"))
                .method(row.get("event_type"))
                .jurisdiction(row.get("geo_country"))
                .raw(row.get("consent_scopes"));
        return SCOPES.entrySet().stream()
                .map(scope -> ConsentAct.of(
                                row.get("root_id") + scope.getKey(),
                                who(row),
                                scope.getValue(),
                                scopes(row.get("consent_scopes")).contains(scope.getKey())
                                        ? Decision.GRANT
                                        : Decision.REFUSE,
                                time(row.get("derived_tstamp")))
                        .by(evidence))
                .toList();
    }

    @Test
    @Requirement("scenario 2")
    @Requirement("scenario 17")
    @Requirement("scenario 19")
    @Requirement("GDPR Art. 7(1)")
    void every_visitor_permits_what_they_last_said_and_the_totals_are_right() throws IOException {
        try (Cdp cdp = open()) {
            replay(cdp);
            Consents consents = Consents.of(cdp);
            Map<String, Map<String, Integer>> totals = new HashMap<>();
            Map<String, Integer> now = new HashMap<>();
            for (Map<String, String> user : users) {
                boolean latest = user.get("is_latest_version").equals("true");
                List<String> last = scopes(user.get("last_consent_scopes"));
                for (Map.Entry<String, Purpose> scope : SCOPES.entrySet()) {
                    boolean permitted =
                            consents.permitted(who(user), scope.getValue()).permitted();
                    assertThat(permitted).isEqualTo(latest && last.contains(scope.getKey()));
                    now.merge(scope.getKey(), permitted ? 1 : 0, Integer::sum);
                }
                List<ConsentAct> history = consents.history(who(user));
                assertThat(history).hasSize(SCOPES.size() * Integer.parseInt(user.get("consent_events")));
                if (!history.isEmpty()) {
                    count(history, totals);
                }
            }
            checkTotals(totals);
            table("expected/snowplow_web_consent_scope_status_expected.csv").stream()
                    .filter(row -> SCOPES.containsKey(row.get("scope")))
                    .forEach(row -> assertThat(now.get(row.get("scope")))
                            .as(row.get("scope"))
                            .isEqualTo(Integer.parseInt(row.get("total_consent"))));
        }
    }

    /** Counts what somebody said last, under the text it was said about. */
    private static void count(List<ConsentAct> history, Map<String, Map<String, Integer>> totals) {
        List<ConsentAct> last = history.subList(history.size() - SCOPES.size(), history.size());
        long granted = last.stream().filter(act -> !act.denies()).count();
        String word = granted == 0 ? "denied" : granted == SCOPES.size() ? "allow_all" : "allow_selected";
        Map<String, Integer> version =
                totals.computeIfAbsent(last.get(0).evidence().notice(), key -> new HashMap<>());
        version.merge(word, 1, Integer::sum);
        version.merge("total_visitors", 1, Integer::sum);
    }

    private static void checkTotals(Map<String, Map<String, Integer>> totals) throws IOException {
        for (Map<String, String> row : table("expected/snowplow_web_consent_totals_expected.csv")) {
            Map<String, Integer> version = totals.get(row.get("consent_version"));
            for (String word : List.of("total_visitors", "allow_all", "allow_selected", "denied")) {
                assertThat(version.get(word)).as(word).isEqualTo(Integer.parseInt(row.get(word)));
            }
        }
        assertThat(totals).hasSize(2);
    }

    private static Identifier who(Map<String, String> row) {
        return Identifier.anonymousId(row.get("domain_userid"));
    }

    private static Instant time(String text) {
        return Instant.parse(text.trim().replace(' ', 'T') + "Z");
    }

    private static List<String> scopes(String text) {
        return Arrays.stream(text.replaceAll("[\\[\\]\" ]", "").split(",", -1)).toList();
    }

    // ---- files

    private static List<Map<String, String>> table(String file) throws IOException {
        List<List<String>> rows = Files.readAllLines(FOLDER.resolve(file)).stream()
                .map(ConsentReplayAcceptanceTest::cells)
                .toList();
        List<String> names = rows.get(0);
        return rows.stream()
                .skip(1)
                .map(row -> {
                    Map<String, String> cells = new LinkedHashMap<>();
                    for (int i = 0; i < Math.min(names.size(), row.size()); i++) {
                        cells.put(names.get(i), row.get(i));
                    }
                    return cells;
                })
                .collect(Collectors.toList());
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (twice) {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
