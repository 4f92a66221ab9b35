package io.clientele.rights;

import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.spi.Subjects;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What became of a request to be forgotten. Holds no personal data: fit to be kept and shown. Immutable. */
public final class ErasureReceipt {

    static final String UNREADABLE_BY = "unreadable_by";
    static final String RECORDS = "records";

    private final String id;
    private final Instant at;
    private final Outcome outcome;
    private final Optional<Done> done;

    /** What was done. */
    private record Done(Request request, Subjects.Entry entry, Optional<String> proof, List<Properties> held) {}

    private ErasureReceipt(String id, Instant at, Outcome outcome, Optional<Done> done) {
        this.id = id;
        this.at = at;
        this.outcome = outcome;
        this.done = done;
    }

    /** Of nothing that was done. */
    static ErasureReceipt none(String id, Instant at, Outcome outcome) {
        return new ErasureReceipt(id, at, outcome, Optional.empty());
    }

    /** Of what an entry of the register tells. */
    static ErasureReceipt of(Request request, Subjects.Entry entry, Optional<String> proof, List<Properties> held) {
        return new ErasureReceipt(
                request.id(),
                entry.at(),
                Outcome.stored(entry.position()),
                Optional.of(new Done(request, entry, proof, held)));
    }

    /** The same, with the outcome of the call. */
    ErasureReceipt after(Outcome given) {
        return new ErasureReceipt(id, at, given, done);
    }

    /** The request's id. */
    public String id() {
        return id;
    }

    /** When it was made. */
    public Instant at() {
        return at;
    }

    /** What became of it: the person is forgotten if it {@linkplain Outcome#isStored() is stored}. */
    public Outcome outcome() {
        return outcome;
    }

    /** The keys of the purposes that it was limited to; none if it was of all of the person. */
    public List<String> purposes() {
        return done.map(each -> each.entry.notes().all(Subjects.PURPOSES + "[*]")).orElse(List.of()).stream()
                .map(Object::toString)
                .toList();
    }

    /** Of how many identifiers the keys were destroyed; 0 if it was limited to purposes. */
    public int identifiers() {
        return number("identifiers");
    }

    /** How many records went, or had something taken out of them. */
    public int records() {
        return number(RECORDS);
    }

    /** How many records laws demand to be kept apart, by law; see {@link HeldRecord}. */
    public Map<String, Integer> holds() {
        Map<String, Integer> holds = new TreeMap<>();
        for (Properties each : done.map(Done::held).orElse(List.of())) {
            holds.merge(
                    each.text("law").orElse(""),
                    each.number("records").orElseThrow().intValue(),
                    Integer::sum);
        }
        return holds;
    }

    private int number(String name) {
        return done.flatMap(each -> each.entry.notes().number(name))
                .map(Number::intValue)
                .orElse(0);
    }

    /**
     * When the last copy of the keys is gone, so that no old copy of the data can be read any more; empty if nothing was done, or if it
     * was limited to purposes: then the person's keys stay, and an old copy of the data holds what went until it is destroyed.
     */
    public Optional<Instant> unreadableBy() {
        return done.flatMap(each -> each.entry.notes().text(UNREADABLE_BY)).map(Instant::parse);
    }

    /** The request, with the recipients that were to be told and how far they are; empty if nothing was done. */
    public Optional<Request> request() {
        return done.map(Done::request);
    }

    /**
     * The receipt as lines of text that a program checks which needs nothing of ours, no key and no store: that the register holds
     * it, and that the audit log held it when its checkpoint was signed. Empty if nothing was done.
     */
    public Optional<String> export() {
        return done.flatMap(Done::proof).map(proof -> "clientele erasure receipt 1\n" + proof);
    }

    @Override
    public String toString() {
        return "erasure " + id + " at " + at + ": " + outcome;
    }
}
