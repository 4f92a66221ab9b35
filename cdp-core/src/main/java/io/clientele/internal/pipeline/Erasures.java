package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Fact;
import io.clientele.spi.IdentityResolver.Tie;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Subjects;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Forgets persons; and keeps count of how many owners the data knows to be erased: a register of erasures that holds fewer is
 * older than the data. Only the pen uses it.
 */
final class Erasures {

    private static final String COUNT = "erasures";
    private static final String REGISTER = "requests";
    private static final int NAME_BYTES = 16;

    private final Writer.Parts parts;
    private final Firings firings;
    private final Suppressions suppressions;

    Erasures(Writer.Parts parts, Firings firings, Suppressions suppressions) {
        this.parts = parts;
        this.firings = firings;
        this.suppressions = suppressions;
    }

    /** Enters a request in the register; forgets the person if that is asked: out of the state, then the keys, durably, then the rows. */
    Outcome carryOut(SubjectRequest request, Instant now) {
        Rows rows = parts.rows();
        if (rows.dedupKeys(RecordKind.REQUEST, request.id()).stream().anyMatch(parts.journal()::contains)) {
            return Outcome.of(Outcome.Kind.DUPLICATE, "id_seen");
        }
        List<Identifier> person = List.copyOf(Known.certain(parts, request.identifier()));
        List<Integer> numbers = parts.owners().numbers(person);
        if (request.kind() == SubjectRequest.Kind.ERASURE && !request.isEntry()) {
            forget(person, numbers, request.id(), now);
        }
        return Outcome.stored(parts.journal()
                .add(request.id(), register(), now, rows.codec().encode(Properties.of(entry(request, numbers, now)))));
    }

    private void forget(List<Identifier> person, List<Integer> numbers, String request, Instant now) {
        List<Tombstone> tombstones = suppressions.of(person, now);
        Batch batch = parts.journal().batch();
        add(parts.store(), batch, numbers);
        batch.tombstones.addAll(tombstones);
        firings.forget(numbers);
        parts.live().erase(person, request, firings);
        parts.keys().shred(numbers, tombstones, now.toEpochMilli());
        parts.modules().holders().forEach(holder -> holder.forget(Set.copyOf(person)));
        tombstones.forEach(suppressions::add);
    }

    private static Map<String, Object> entry(SubjectRequest request, List<Integer> numbers, Instant now) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("k", request.kind().name());
        entry.put("v", request.verification());
        entry.put("r", now.toEpochMilli());
        entry.put("i", request.id());
        entry.put("o", numbers);
        entry.put("x", request.notes());
        return entry;
    }

    /** The number under whose key the register of requests lies, so that it is found without a look at everybody's records. */
    private int register() {
        Optional<byte[]> known = parts.store().fact(REGISTER);
        if (known.isPresent()) {
            return ByteBuffer.wrap(known.get()).getInt();
        }
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        Identifier nobody = Identifier.of("request_register", HexFormat.of().formatHex(name));
        int number = parts.owners().assign(nobody);
        parts.journal().addOwner(number, nobody);
        parts.journal()
                .batch()
                .facts
                .put(REGISTER, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        return number;
    }

    static long count(Store store) {
        return store.fact(COUNT).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
    }

    /** Adds to a batch that owners go. */
    static void add(Store store, Batch batch, Collection<Integer> owners) {
        batch.erased.addAll(owners);
        long count = count(store) + owners.size();
        batch.facts.put(COUNT, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
    }

    /**
     * What is known about persons who ask.
     *
     * @param parts where it is looked up
     * @param clock the time
     */
    record Known(Writer.Parts parts, InstantSource clock) implements Subjects {

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
            return parts.modules().resolver().normalise(identifier).orElse(identifier);
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
        public List<Properties> held(Identifier identifier) {
            Set<Identifier> person = Set.copyOf(certain(identifier));
            return parts.modules().holders().stream()
                    .map(holder -> holder.held(person))
                    .filter(held -> !held.isEmpty())
                    .toList();
        }

        @Override
        public List<Entry> requests() {
            return parts.store().fact(REGISTER).stream()
                    .flatMap(
                            number -> parts.store().read(ByteBuffer.wrap(number).getInt()).stream())
                    .map(row ->
                            entry(parts.rows().codec().decodeTree(parts.rows().open(row))))
                    .toList();
        }

        private static Entry entry(Properties fields) {
            return new Entry(
                    fields.text("i").orElse(""),
                    SubjectRequest.Kind.valueOf(fields.text("k").orElse("")),
                    Instant.ofEpochMilli(fields.number("r").orElseThrow().longValue()),
                    fields.text("v").orElse(""),
                    RecordCodec.tree(fields, "x"),
                    fields.all("o[*]").stream()
                            .map(n -> ((Number) n).intValue())
                            .toList());
        }

        @Override
        public List<String> profiles(Collection<Integer> numbers) {
            return numbers.stream()
                    .flatMap(number -> parts.live().profile(number, clock.instant()).stream())
                    .map(Profile::id)
                    .distinct()
                    .toList();
        }
    }
}
