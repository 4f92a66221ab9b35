package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.store.Row;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Destination;
import io.clientele.spi.Fact;
import io.clientele.spi.IdentityResolver.Tie;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Subjects;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known about persons who ask.
 *
 * @param parts where it is looked up
 * @param firings who is attached
 * @param clock the time
 */
record Known(Writer.Parts parts, Firings firings, InstantSource clock) implements Subjects {

    static Collection<Identifier> certain(Writer.Parts parts, Identifier who) {
        Collection<Identifier> all = parts.live().subject(who).identifiers();
        Set<Identifier> reached = new LinkedHashSet<>(List.of(who));
        if (all.size() > 1) {
            Deque<Identifier> next = new ArrayDeque<>(reached);
            while (!next.isEmpty()) {
                for (Tie tie : parts.modules().resolver().ties(next.remove())) {
                    Stream.of(tie.stronger(), tie.weaker())
                            .filter(end -> tie.joins() && tie.certain() && all.contains(end))
                            .filter(reached::add)
                            .forEach(next::add);
                }
            }
        }
        return reached;
    }

    private Identifier normal(Identifier identifier) {
        return parts.modules().name(identifier);
    }

    @Override
    public Collection<Identifier> certain(Identifier identifier) {
        return certain(parts, normal(identifier));
    }

    @Override
    public List<Tie> ties(Identifier identifier) {
        return parts.live().subject(normal(identifier)).identifiers().stream()
                .flatMap(each -> parts.modules().resolver().ties(each).stream())
                .distinct()
                .sorted(Comparator.comparing(Tie::time).thenComparing(Tie::evidence))
                .toList();
    }

    @Override
    public List<ProfileEvaluator.Derived> derived(Identifier identifier) {
        Identifier who = normal(identifier);
        int number = parts.live().number(who);
        List<Fact> facts = number == 0 ? List.of() : parts.live().facts(who);
        return parts.modules().evaluators().values().stream()
                .flatMap(each -> each.derived(number, facts, clock.instant()).stream())
                .toList();
    }

    @Override
    public List<Event> history(Identifier identifier) {
        return parts.live().events(normal(identifier), true);
    }

    @Override
    public List<Properties> held(Identifier identifier) {
        Set<Identifier> person = Set.copyOf(certain(identifier));
        return parts.modules().holders().stream()
                .map(holder -> holder.held(person))
                .filter(held -> !held.isEmpty())
                .toList();
    }

    @Override
    public List<Entry> requests(long after) {
        return parts.store().fact(Erasures.REGISTER).stream()
                .flatMap(number ->
                        parts.store().read(List.of(ByteBuffer.wrap(number).getInt()), after).stream())
                .filter(row -> row.kind() == RecordKind.REQUEST.code())
                .map(row -> entry(parts.rows(), row))
                .toList();
    }

    @Override
    public Optional<Destination> recipient(String name) {
        return firings.destination(name).map(Firings.Attached::destination);
    }

    @Override
    public Map<String, Destination.Notice> notices(Entry entry) {
        return Notices.read(parts, entry);
    }

    @Override
    public Optional<String> prove(Entry entry) {
        return parts.store().fact(Erasures.REGISTER).stream()
                .flatMap(number ->
                        parts.store().read(List.of(ByteBuffer.wrap(number).getInt()), entry.position() - 1).stream())
                .filter(row -> row.position() == entry.position())
                .findFirst()
                .flatMap(row -> parts.rows().proof(row, parts.trail()));
    }

    static Entry entry(Rows rows, Row row) {
        Properties fields = rows.codec().decodeTree(rows.open(row));
        return new Entry(
                fields.text("i").orElse(""),
                SubjectRequest.Kind.valueOf(fields.text("k").orElse("")),
                Instant.ofEpochMilli(fields.number("r").orElseThrow().longValue()),
                fields.text("v").orElse(""),
                RecordCodec.tree(fields, "x"),
                fields.all("o[*]").stream().map(n -> ((Number) n).intValue()).toList(),
                fields.number("q").map(Number::intValue).orElse(0),
                row.position());
    }

    @Override
    public List<Properties> totals() {
        return Vault.Totals.shown(parts);
    }

    @Override
    public List<Kept> kept() {
        return Vault.kept(parts);
    }

    @Override
    public List<Kept> kept(Identifier identifier) {
        return Vault.kept(parts, numbers(identifier));
    }

    @Override
    public List<Properties> proofs(Identifier identifier) {
        return Vault.proofs(parts, normal(identifier));
    }

    @Override
    public Set<Integer> numbers(Identifier identifier) {
        return Set.copyOf(parts.owners().numbers(certain(identifier)));
    }

    @Override
    public List<String> profiles(Collection<Integer> numbers) {
        return numbers.stream()
                .flatMap(number -> parts.live().profile(number, clock.instant()).stream())
                .map(Profile::id)
                .distinct()
                .toList();
    }

    /** What recipients must be told, each under a key of its own that is destroyed once all were. */
    record Notices(Writer.Parts parts, Firings firings) {

        private static final String WHAT = "recipient_notice";

        /** Keeps it, if anybody must be told; gives what the entry says of it: the number under which it lies, and to whom it goes. */
        Optional<Map<String, Object>> keep(SubjectRequest request, List<Identifier> person, Instant now) {
            int profile = parts.live().number(request.identifier());
            Map<String, List<String>> handed = new LinkedHashMap<>();
            List<String> keys = Erasures.keys(request.notes(), Subjects.PURPOSES);
            firings.disclosures(parts.live().numbers(profile)).stream()
                    .filter(each ->
                            keys.isEmpty() || keys.contains(each.purpose().key()))
                    .forEach(each -> handed.computeIfAbsent(each.destination(), key -> new ArrayList<>())
                            .add(each.firing()));
            if (handed.isEmpty()) {
                return Optional.empty();
            }
            int number = Vault.nobody(parts, WHAT);
            Map<String, Object> notice = new LinkedHashMap<>();
            notice.put("r", now.toEpochMilli());
            notice.put("w", person.stream().map(RecordCodec::identifier).toList());
            notice.put(
                    "d",
                    handed.entrySet().stream()
                            .map(each -> Map.of("n", each.getKey(), "i", each.getValue()))
                            .toList());
            byte[] plain = parts.rows().codec().encode(Properties.of(notice));
            parts.journal().add(RecordKind.REQUEST, number, now, plain);
            Properties notes = request.notes().with("recipients", List.copyOf(handed.keySet()));
            return Optional.of(Map.of("q", number, "x", notes));
        }

        /** Destroys it, and nothing else that has such a number. */
        void destroy(int number, Instant now) {
            for (Identifier nobody : List.copyOf(parts.owners().identifiers(List.of(number)))) {
                if (nobody.namespace().equals(WHAT)) {
                    Erasures.add(parts.store(), parts.journal().batch(), List.of(number));
                    parts.keys().shred(List.of(number), List.of(), now.toEpochMilli());
                    parts.owners().forget(nobody);
                }
            }
        }

        static Map<String, Destination.Notice> read(Writer.Parts parts, Subjects.Entry entry) {
            Map<String, Destination.Notice> notices = new LinkedHashMap<>();
            List<Row> found = entry.notice() == 0 ? List.of() : parts.store().read(entry.notice());
            for (Row row : found) {
                Properties fields = parts.rows().codec().decodeTree(parts.rows().open(row));
                List<Identifier> person = fields.all("w[*]").stream()
                        .map(pair -> (List<?>) pair)
                        .map(pair -> Identifier.of(
                                pair.get(0).toString(), pair.get(1).toString()))
                        .toList();
                String request = entry.notes().text("request").orElse(entry.id());
                for (Object each : fields.all("d[*]")) {
                    Properties to = Properties.of(Map.of("d", each));
                    List<String> handed =
                            to.all("d.i[*]").stream().map(Object::toString).toList();
                    notices.put(
                            to.text("d.n").orElse(""),
                            new Destination.Notice(
                                    request,
                                    entry.kind(),
                                    person,
                                    handed,
                                    Erasures.keys(entry.notes(), Subjects.PURPOSES)));
                }
            }
            return notices;
        }
    }
}
