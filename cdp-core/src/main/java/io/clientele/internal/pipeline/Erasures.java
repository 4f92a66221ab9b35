package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Forgets persons; and keeps count of how many owners the data knows to be erased: a register of erasures that holds fewer is
 * older than the data. Only the pen uses it.
 */
final class Erasures {

    private static final String COUNT = "erasures";

    private final Writer.Parts parts;
    private final Firings firings;
    private final Suppressions suppressions;

    Erasures(Writer.Parts parts, Firings firings, Suppressions suppressions) {
        this.parts = parts;
        this.firings = firings;
        this.suppressions = suppressions;
    }

    /** Forgets a person: out of the state, then the keys, durably, then the rows. */
    Outcome carryOut(SubjectRequest request, Instant now) {
        Rows rows = parts.rows();
        Journal journal = parts.journal();
        if (rows.dedupKeys(RecordKind.REQUEST, request.id()).stream().anyMatch(journal::contains)) {
            return Outcome.of(Outcome.Kind.DUPLICATE, "id_seen");
        }
        List<Identifier> person =
                List.copyOf(parts.live().subject(request.identifier()).identifiers());
        List<Integer> numbers = parts.owners().numbers(person);
        List<Tombstone> tombstones = suppressions.of(person, now);
        Batch batch = journal.batch();
        add(parts.store(), batch, numbers);
        batch.tombstones.addAll(tombstones);
        firings.forget(numbers);
        parts.live().erase(person, request.id(), firings);
        parts.keys().shred(numbers, tombstones, now.toEpochMilli());
        parts.modules().holders().forEach(holder -> holder.forget(Set.copyOf(person)));
        tombstones.forEach(suppressions::add);
        Map<String, Object> trace = new LinkedHashMap<>();
        trace.put("k", request.kind().name());
        trace.put("v", request.verification());
        trace.put("r", now.toEpochMilli());
        trace.put("n", numbers.size());
        return Outcome.stored(
                journal.add(RecordKind.REQUEST, 0, now, rows.codec().encode(Properties.of(trace))));
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
}
