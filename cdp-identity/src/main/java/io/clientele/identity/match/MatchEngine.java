package io.clientele.identity.match;

import io.clientele.identity.match.internal.Live;
import io.clientele.identity.match.internal.Reading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Groups records that are likely of one person, as they come and go, with no storage, clock or thread of its own.
 *
 * <p>A record is compared with those that share one of many keys with it, whole values or parts of them, alone or two together;
 * a key that more than 80 records share finds nothing. Two groups are joined if the mean {@linkplain Match#score score} of all
 * pairs between them, each bounded to -3 to 8 bits, is at least the model's {@linkplain MatchModel#threshold threshold}; the
 * highest mean first, ties by the ids. Records of two {@linkplain MatchRecord#ownedBy owners} are never in one group, nor are
 * two that a person {@linkplain #apart set apart}.
 *
 * <p>A change is settled at once: exactly, if up to 40 records hang together around it, else only next to it. After
 * {@link #settle} the groups are those that the set of records, the pins and the model give, whatever came in which order.
 *
 * <p>No two methods may run together.
 */
public final class MatchEngine {

    private final Live live;
    private final Reading reading;
    private MatchModel model;

    private MatchEngine(MatchModel model) {
        this.model = model;
        live = new Live(model.inside());
        reading = new Reading(live);
    }

    /** An engine without records. */
    public static MatchEngine with(MatchModel model) {
        return new MatchEngine(model);
    }

    /** The model in use. */
    public MatchModel model() {
        return model;
    }

    /**
     * Adds a record, in the place of the one of its id if there is one.
     *
     * @return the ids of all records whose group is another than before
     */
    public Set<String> add(MatchRecord record) {
        return live.add(record);
    }

    /** Adds records, each id once, and {@linkplain #settle() settles} everything: for many at once the faster way. */
    public void addAll(Collection<MatchRecord> records) {
        live.addAll(records);
    }

    /**
     * Takes a record out: its group is what it would be without it. Pins that name it stay.
     *
     * @return the ids of all records whose group is another than before, and the record's own if it was there
     */
    public Set<String> remove(String id) {
        return live.remove(id);
    }

    /** Takes down that two records are of one person; said of two owners' records it does nothing. Returns whose group changed. */
    public Set<String> together(String one, String other) {
        return live.pin(one, other, true);
    }

    /** Takes down that two records are of two persons. Returns whose group changed. */
    public Set<String> apart(String one, String other) {
        return live.pin(one, other, false);
    }

    /** Takes back what was said of two records. Returns whose group changed. */
    public Set<String> unpin(String one, String other) {
        return live.pin(one, other, null);
    }

    /** The ids of a record's group in order, its own included; empty if there is no such record. */
    public List<String> group(String id) {
        return reading.group(id);
    }

    /** All groups, each in order, by their first ids. */
    public List<List<String>> groups() {
        List<List<String>> groups = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String id : live.ids().stream().sorted().toList()) {
            if (!seen.contains(id)) {
                List<String> group = reading.group(id);
                seen.addAll(group);
                groups.add(group);
            }
        }
        return groups;
    }

    /** What two records are to each other, and why; empty if one of them is not there. */
    public Optional<Match> explain(String one, String other) {
        return reading.match(one, other);
    }

    /** What a record is to each one that may be of the same person, the likeliest first. */
    public List<Match> matches(String id) {
        return reading.matches(id);
    }

    /** The pairs that a person should look at, the likeliest first: possible, not joined, and nothing said of them. */
    public List<Match> review() {
        return reading.review();
    }

    /** Compares and joins everything anew. */
    public void settle() {
        live.settleAll(model.inside());
    }

    /** Compares and joins everything anew by another model. */
    public void settle(MatchModel newModel) {
        model = newModel;
        live.settleAll(newModel.inside());
    }

    /** How many pairs of records were compared so far because they share a key. */
    public long compared() {
        return live.compared();
    }

    /** How many records there are. */
    public int size() {
        return live.ids().size();
    }

    /** How good the groups and probabilities are, by records whose persons are known. */
    public MatchScore evaluate(MatchTruth truth) {
        MatchScore.Count count = new MatchScore.Count(truth);
        groups().forEach(count::group);
        reading.pairs(count::pair);
        return count.score();
    }
}
