package io.clientele.rights;

import io.clientele.model.Account;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.schema.Schemas;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.IdentityResolver.Tie;
import io.clientele.spi.Outbox.Disclosure;
import io.clientele.spi.ProfileEvaluator.Derived;
import io.clientele.spi.Subjects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is held about a person as a tree, in the order in which Art. 15(1) GDPR asks for it. */
final class AccessTree {

    static final int VERSION = 1;

    private static final List<String> RIGHTS = List.of(
            "to have wrong data corrected (GDPR Art. 16)",
            "to have data erased (GDPR Art. 17)",
            "to have its use restricted (GDPR Art. 18)",
            "to object to its use, and to direct marketing at any time without a reason (GDPR Art. 21)",
            "to take it elsewhere (GDPR Art. 20)",
            "to withdraw consent at any time (GDPR Art. 7(3))",
            "to lodge a complaint with a supervisory authority (GDPR Art. 77)");

    private final Holdings holdings;
    private final Schemas schemas;
    private final SubjectRequests.Choices choices;
    private final Lines lines;

    AccessTree(Holdings holdings, SubjectRequests.Choices choices, Schemas schemas) {
        this.schemas = schemas;
        this.holdings = holdings;
        this.choices = choices;
        this.lines = new Lines(holdings.person());
    }

    /** All of it. */
    Map<String, Object> of(Collection<Purpose> policy, List<Request> requests) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("access_file", VERSION);
        tree.put("person", person());
        tree.put(
                "purposes",
                policy.stream()
                        .filter(purpose -> isOfInterest(purpose))
                        .map(this::purpose)
                        .toList());
        tree.put("consents", holdings.acts().stream().map(lines::of).toList());
        tree.put("events", holdings.events().stream().map(lines::of).toList());
        tree.put(
                "segments", holdings.derived().stream().map(AccessTree::segment).toList());
        tree.put("recipients", recipients());
        tree.put("sources", sources());
        tree.put(
                "held_elsewhere",
                holdings.elsewhere().stream().map(Properties::asMap).toList());
        tree.put("held_by_law", holdings.byLaw().stream().map(this::held).toList());
        tree.put("requests", requests.stream().map(AccessTree::request).toList());
        tree.put("rights", RIGHTS);
        return tree;
    }

    private Map<String, Object> person() {
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("identifiers", lines.who(holdings.person()));
        person.put(
                "joined_because",
                holdings.joining().stream().map(AccessTree::tie).toList());
        holdings.profile().ifPresent(profile -> put(person, profile));
        return person;
    }

    private static void put(Map<String, Object> person, Profile profile) {
        List<String> ids = new ArrayList<>(List.of(profile.id()));
        ids.addAll(profile.aliases());
        person.put("profile_ids", ids);
        person.put("traits", profile.traits().asMap());
        person.put(
                "accounts", profile.accounts().stream().map(AccessTree::account).toList());
        person.put("events", profile.activity().events());
        profile.activity().first().ifPresent(first -> person.put("first_event", first.toString()));
        profile.activity().last().ifPresent(last -> person.put("last_event", last.toString()));
    }

    private static Map<String, Object> account(Account account) {
        return tree(
                "id",
                account.id(),
                "since",
                account.since().toString(),
                "traits",
                account.traits().asMap());
    }

    private static Map<String, Object> tie(Tie tie) {
        return tree(
                "one", pair(tie.stronger()),
                "other", pair(tie.weaker()),
                "seen", tie.time().toString(),
                "record", tie.evidence());
    }

    private static Map<String, Object> pair(Identifier identifier) {
        return tree(identifier.namespace(), identifier.value());
    }

    /** A purpose under which nothing is held and nothing was said is none of the person's. */
    private boolean isOfInterest(Purpose purpose) {
        return holdings.collectedFor(purpose) > 0
                || holdings.acts().stream().anyMatch(act -> act.purpose().equals(purpose))
                || holdings.disclosures().stream()
                        .anyMatch(each -> each.purpose().equals(purpose))
                || holdings.derived().stream().anyMatch(each -> each.purpose().equals(purpose));
    }

    private Map<String, Object> purpose(Purpose purpose) {
        Identifier who = holdings.person().iterator().next();
        ConsentDecision decision = choices.permitted(who, purpose);
        Map<String, Object> tree = tree(
                "purpose", purpose.key(),
                "bases", purpose.bases().stream().map(Enum::name).sorted().toList(),
                "permitted_now", decision.permitted(),
                "because", decision.reason(),
                "records", holdings.collectedFor(purpose),
                "kept", kept(purpose));
        tree.put("categories", categories(purpose));
        return tree;
    }

    /** For how long, or by what that is decided (GDPR Art. 15(1)(d)). */
    private String kept(Purpose purpose) {
        return because(purpose) + periods(purpose);
    }

    private static String because(Purpose purpose) {
        if (purpose.allows(LawfulBasis.LEGAL_OBLIGATION)) {
            return "as long as the law demands";
        }
        if (purpose.allows(LawfulBasis.CONTRACT)) {
            return "as long as the contract and claims from it last, or until you have it erased";
        }
        String consent = "until you withdraw your consent or have it erased";
        return purpose.validity()
                .map(period -> consent + "; your consent ends by itself after " + period.toTotalMonths() + " months")
                .orElse(consent);
    }

    /** The periods after which events of theirs go by themselves. */
    private String periods(Purpose purpose) {
        StringBuilder periods = new StringBuilder();
        holdings.events().stream()
                .map(Event::type)
                .filter(type -> type.purpose().equals(purpose))
                .distinct()
                .forEach(type -> schemas.kept(type)
                        .ifPresent(least -> periods.append("; ")
                                .append(type.name())
                                .append(": ")
                                .append(least.toDays())
                                .append(" days or a little longer")));
        return periods.toString();
    }

    /** Which kinds of events were collected, and which of their fields are there (GDPR Art. 15(1)(b)). */
    private Map<String, Object> categories(Purpose purpose) {
        Map<String, Set<String>> fields = new TreeMap<>();
        for (Event event : holdings.events()) {
            if (event.type().purpose().equals(purpose)) {
                fields.computeIfAbsent(event.type().name(), key -> new TreeSet<>())
                        .addAll(event.properties().asMap().keySet());
            }
        }
        return new LinkedHashMap<>(fields);
    }

    private static Map<String, Object> segment(Derived derived) {
        return tree(
                "segment", derived.name(),
                "purpose", derived.purpose().key(),
                "logic", derived.logic(),
                "because", derived.because());
    }

    /** Who was actually told, not who might be (GDPR Art. 15(1)(c)). */
    private List<Map<String, Object>> recipients() {
        Map<String, List<Map<String, Object>>> told = new TreeMap<>();
        for (Disclosure each : holdings.disclosures()) {
            told.computeIfAbsent(each.destination(), key -> new ArrayList<>())
                    .add(tree(
                            "id", each.firing(),
                            "at", each.at().toString(),
                            "purpose", each.purpose().key()));
        }
        return told.entrySet().stream()
                .map(each -> tree("recipient", each.getKey(), "told", each.getValue()))
                .toList();
    }

    private List<Map<String, Object>> sources() {
        Map<String, Long> counts = new TreeMap<>();
        holdings.events().forEach(event -> count(counts, event.source()));
        holdings.acts().forEach(act -> count(counts, act.evidence().source()));
        return counts.entrySet().stream()
                .map(each -> tree("source", each.getKey(), "records", each.getValue()))
                .toList();
    }

    private static void count(Map<String, Long> counts, String source) {
        counts.merge(source.isEmpty() ? "not named" : source, 1L, Long::sum);
    }

    /** What is kept apart because a law demands it, and is used for nothing else. */
    private Map<String, Object> held(Subjects.Kept kept) {
        return tree("law", kept.law(), "until", kept.until().toString(), "event", lines.of(kept.event()));
    }

    /** A request in the register. */
    static Map<String, Object> request(Request request) {
        Map<String, Object> tree = tree(
                "id", request.id(),
                "kind", request.kind().name(),
                "state", request.state().name(),
                "received", request.received().toString(),
                "due", request.due().toString(),
                "verification", request.verification());
        request.ended().ifPresent(ended -> tree.put("ended", ended.toString()));
        request.extension().ifPresent(reason -> tree.put("extended_because", reason));
        request.refusal().ifPresent(reason -> tree.put("refused_because", reason));
        return tree;
    }

    private static Map<String, Object> tree(Object... fields) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            tree.put(fields[i].toString(), fields[i + 1]);
        }
        return tree;
    }
}
