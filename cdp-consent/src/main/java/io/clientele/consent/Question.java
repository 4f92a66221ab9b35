package io.clientele.consent;

import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Whether a person permits a purpose of the policy, on one of its bases: the order in which reasons to say no are looked for.
 *
 * @param person who is asked
 * @param purpose what for
 * @param ruling what their acts about it come to
 */
record Question(Person person, Purpose purpose, Ruling ruling) {

    /** The bases that an objection ends (GDPR Art. 21(1)). */
    static final List<LawfulBasis> OBJECTABLE = List.of(LawfulBasis.LEGITIMATE_INTEREST, LawfulBasis.PUBLIC_TASK);

    /** Why not, at an instant; empty text if it is permitted. */
    String denial(LawfulBasis basis, Instant at) {
        if (purpose.isAdultsOnly() && person.isMinorAt(at)) {
            return Verdict.CHILD.reason();
        }
        if (basis == LawfulBasis.CONSENT) {
            Verdict verdict = ruling.at(at).verdict();
            return verdict == Verdict.GRANTED || (verdict == Verdict.NONE && needsNone(at)) ? "" : verdict.reason();
        }
        return OBJECTABLE.contains(basis) ? objection(at) : "";
    }

    /** Where no law asks for consent: not even then for special categories (GDPR Art. 9). */
    private boolean needsNone(Instant at) {
        return !purpose.isSpecial() && person.regimeAt(at) == Regime.NONE;
    }

    /** What was asked for by consent and denied, or given in a way that is none or is over, rests on no interest of the shop's own instead. */
    private String objection(Instant at) {
        Verdict verdict = ruling.at(at).verdict();
        if (verdict == Verdict.OBJECTION) {
            return verdict.reason();
        }
        boolean asked = verdict != Verdict.GRANTED && verdict != Verdict.NONE;
        return asked && purpose.allows(LawfulBasis.CONSENT) ? Verdict.SWAP : "";
    }

    /** The word for why it is permitted. */
    String grounds(LawfulBasis basis, Instant at) {
        if (basis != LawfulBasis.CONSENT) {
            return basis.name().toLowerCase(Locale.ROOT);
        }
        return ruling.at(at).verdict() == Verdict.GRANTED ? Verdict.GRANTED.reason() : Verdict.NO_LAW;
    }

    /** Whether it is permitted on any of its bases. */
    boolean permits(Instant at) {
        for (LawfulBasis basis : purpose.bases()) {
            if (denial(basis, at).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
