package io.clientele.consent;

import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All acts of a person, by identifier, and what they tell of the person beside the choices: where they are protected and how
 * old they are. On each identifier the latest statement counts, between identifiers and between statements of one instant the more
 * protective one.
 */
final class Person {

    private final Jurisdictions laws;
    private final List<Identifier> identifiers = new ArrayList<>(1);
    private final List<Acts> acts = new ArrayList<>(1);
    private @Nullable List<Instant> instants;
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
        return strictestRegime(at, at);
    }

    /**
     * The strictest regime that the person was protected by from one instant until another: what was no consent when it was said does
     * not become one because another place is named later.
     */
    Regime strictestRegime(Instant begin, Instant end) {
        Regime strictest = knowsPlace(begin) ? Regime.NONE : Regime.OPT_IN;
        for (ConsentAct act : told(Person::tellsPlace, begin, end)) {
            Regime here = laws.regime(act.evidence().jurisdiction().orElse(""));
            strictest = here.compareTo(strictest) < 0 ? here : strictest;
        }
        return strictest;
    }

    /** Whether the person is known to be under 18. */
    boolean isMinorAt(Instant at) {
        return wasMinor(at, at);
    }

    /**
     * Whether the person may have been under 18 at an instant, by anything told of them from then until another: a year that is not
     * known to be over is not.
     */
    boolean wasMinor(Instant then, Instant until) {
        return telling && wasYoungerThan(Jurisdictions.ADULT, then, until);
    }

    /** Whether the person may have been too young to consent alone then (GDPR Art. 8(1)), by anything told from then until another instant. */
    boolean wasChild(Instant then, Instant until) {
        return telling && wasYoungerThan(ageOfConsent(then, until), then, until);
    }

    private int ageOfConsent(Instant begin, Instant end) {
        int oldest = knowsPlace(begin) ? 0 : laws.ageOfConsent("");
        for (ConsentAct act : told(Person::tellsPlace, begin, end)) {
            oldest = Math.max(
                    oldest, laws.ageOfConsent(act.evidence().jurisdiction().orElse("")));
        }
        return oldest;
    }

    private boolean wasYoungerThan(int years, Instant then, Instant until) {
        for (ConsentAct act : told(Person::tellsAge, then, until)) {
            if (act.evidence().age().orElse(years) + yearsSince(act, then) < years) {
                return true;
            }
        }
        return false;
    }

    private boolean knowsPlace(Instant at) {
        return !told(Person::tellsPlace, at, at).isEmpty();
    }

    private List<ConsentAct> told(Predicate<Evidence> kind, Instant begin, Instant end) {
        if (!telling) {
            return List.of();
        }
        List<ConsentAct> told = new ArrayList<>();
        for (Acts said : acts) {
            told.addAll(said.told(kind, begin, end));
        }
        return told;
    }

    private static boolean tellsPlace(Evidence evidence) {
        return evidence.jurisdiction().isPresent();
    }

    private static boolean tellsAge(Evidence evidence) {
        return evidence.age().isPresent();
    }

    /** When what is told of the person may change: with each statement, on the birthdays that it lets expect, and with restrictions. */
    List<Instant> instants() {
        if (instants == null) {
            List<Instant> all = restricting();
            for (Acts said : acts) {
                said.telling().forEach(act -> addInstants(act, all));
            }
            instants = all;
        }
        return instants;
    }

    /** When the use of the person's data was restricted or that was lifted. */
    List<Instant> restricting() {
        List<Instant> all = new ArrayList<>();
        for (Acts said : acts) {
            said.about(Purpose.RESTRICTION).acts().forEach(act -> all.add(act.time()));
        }
        return all;
    }

    /** Whether the use of the person's data is restricted: on any identifier of theirs. */
    boolean isRestrictedAt(Instant at) {
        for (Acts said : acts) {
            if (said.about(Purpose.RESTRICTION).at(at).verdict() == Verdict.OBJECTION) {
                return true;
            }
        }
        return false;
    }

    private static void addInstants(ConsentAct act, List<Instant> instants) {
        int age = act.evidence().age().orElse(Jurisdictions.ADULT);
        instants.add(act.time());
        for (int years = 1; years <= Jurisdictions.ADULT - age; years++) {
            instants.add(after(act, years));
        }
    }

    private static Instant after(ConsentAct act, int years) {
        return utc(act.time()).plusYears(years).toInstant(ZoneOffset.UTC);
    }

    /** An instant by the calendar of UTC. */
    static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    }

    /** Whole years since an act, by the calendar of UTC; before it, those begun, below zero. */
    static int yearsSince(ConsentAct act, Instant at) {
        int years = utc(at).getYear() - utc(act.time()).getYear();
        return after(act, years).isAfter(at) ? years - 1 : years;
    }
}
