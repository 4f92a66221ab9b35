package io.clientele.consent;

import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All acts of a person, by identifier, and what they tell of the person beside the choices: where they are protected and how
 * old they are. On each identifier the latest statement counts, between identifiers the more protective one.
 */
final class Person {

    private final Jurisdictions laws;
    private final List<Identifier> identifiers = new ArrayList<>(1);
    private final List<Acts> acts = new ArrayList<>(1);
    private boolean telling;
    private long epoch;

    /** The acts on the identifiers of a person. */
    Person(Ledger ledger, Jurisdictions laws, Collection<Identifier> known) {
        this.laws = laws;
        for (Identifier identifier : known) {
            Acts said = ledger.acts(identifier);
            if (said != Acts.NONE) {
                identifiers.add(identifier);
                acts.add(said);
                telling |= !said.telling().isEmpty();
                epoch += said.fingerprint();
            }
        }
    }

    /** A fingerprint of the set of acts: it moves with every act, and with every merge of acts. */
    long epoch() {
        return epoch;
    }

    boolean saidNothing() {
        return acts.isEmpty();
    }

    /** Whether an act tells anything beside its choice. */
    boolean tells() {
        return telling;
    }

    /** The identifiers that count for a purpose and carry acts about it, and these acts. */
    Ruling about(Purpose purpose, Terms terms, Subject subject) {
        Ruling ruling = new Ruling(this, terms, purpose, subject);
        for (int i = 0; i < acts.size(); i++) {
            Trail trail = acts.get(i).about(purpose);
            if (trail != Trail.EMPTY && Ruling.counts(purpose, identifiers.get(i))) {
                ruling.add(identifiers.get(i), trail);
            }
        }
        return ruling;
    }

    /** The strictest regime of the places named; the strictest of all where none is. */
    Regime regimeAt(Instant at) {
        Regime strictest = Regime.NONE;
        boolean known = false;
        for (int i = 0; telling && i < acts.size(); i++) {
            String place = acts.get(i).placeAt(at);
            if (!place.isEmpty()) {
                Regime here = laws.regime(place);
                strictest = here.compareTo(strictest) < 0 ? here : strictest;
                known = true;
            }
        }
        return known ? strictest : Regime.OPT_IN;
    }

    /** Whether the person is known to be too young to consent alone (GDPR Art. 8(1)). */
    boolean isChildAt(Instant at) {
        return telling && isYoungerThan(ageOfConsentAt(at), at);
    }

    /** Whether the person is known to be under 18. */
    boolean isMinorAt(Instant at) {
        return telling && isYoungerThan(Jurisdictions.ADULT, at);
    }

    private int ageOfConsentAt(Instant at) {
        return acts.stream()
                .map(said -> said.placeAt(at))
                .filter(place -> !place.isEmpty())
                .mapToInt(laws::ageOfConsent)
                .max()
                .orElseGet(() -> laws.ageOfConsent(""));
    }

    private boolean isYoungerThan(int years, Instant at) {
        return acts.stream()
                .map(said -> said.ageAt(at))
                .flatMapToInt(OptionalInt::stream)
                .anyMatch(age -> age < years);
    }

    /** When what is told of the person may change: with each statement, on the birthdays that it lets expect, and with restrictions. */
    Stream<Instant> instants() {
        Stream<Instant> told =
                acts.stream().flatMap(said -> said.telling().stream()).flatMap(Person::instants);
        return Stream.concat(told, restricting());
    }

    /** When the use of the person's data was restricted or that was lifted. */
    Stream<Instant> restricting() {
        return acts.stream()
                .flatMap(said -> said.about(Purpose.RESTRICTION).acts().stream())
                .map(ConsentAct::time);
    }

    /** Whether the use of the person's data is restricted: on any identifier of theirs. */
    boolean isRestrictedAt(Instant at) {
        return acts.stream()
                .anyMatch(said -> said.about(Purpose.RESTRICTION).at(at).verdict() == Verdict.OBJECTION);
    }

    private static Stream<Instant> instants(ConsentAct act) {
        int age = act.evidence().age().orElse(Jurisdictions.ADULT);
        return IntStream.rangeClosed(0, Math.max(0, Jurisdictions.ADULT - age)).mapToObj(years -> after(act, years));
    }

    private static Instant after(ConsentAct act, int years) {
        return act.time().atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
    }

    /** Whole years since an act, by the calendar of UTC. */
    static int yearsSince(ConsentAct act, Instant at) {
        int years = at.atOffset(ZoneOffset.UTC).getYear()
                - act.time().atOffset(ZoneOffset.UTC).getYear();
        return after(act, years).isAfter(at) ? years - 1 : years;
    }
}
