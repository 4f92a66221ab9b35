package io.clientele.consent;

import io.clientele.model.CdpException;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The purposes of a shop by key, and what may be wrong with them. Immutable.
 *
 * @param known the defaults with the shop's own, which take their place
 * @param own what the shop gave
 * @param twice what it gave in two ways
 */
record Policy(Map<String, Purpose> known, Map<String, Purpose> own, Set<String> twice) {

    static Policy ofDefaults() {
        Map<String, Purpose> defaults = new LinkedHashMap<>();
        Purpose.defaults().forEach(purpose -> defaults.put(purpose.key(), purpose));
        return new Policy(defaults, Map.of(), Set.of());
    }

    Policy with(Collection<Purpose> more) {
        Map<String, Purpose> all = new LinkedHashMap<>(known);
        Map<String, Purpose> given = new LinkedHashMap<>(own);
        Set<String> differing = new HashSet<>(twice);
        for (Purpose purpose : more) {
            Purpose before = given.put(purpose.key(), purpose);
            if (before != null && !OptInGate.words(before).equals(OptInGate.words(purpose))) {
                differing.add(purpose.key());
            }
            all.put(purpose.key(), purpose);
        }
        return new Policy(all, given, differing);
    }

    Collection<Purpose> purposes() {
        return known.values();
    }

    Optional<Purpose> find(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Fails where something could be permitted by nobody, or is no lawful rule, with a sentence. */
    void check(List<Notice> notices) {
        known.values().forEach(this::check);
        notices.forEach(notice -> check(notice, notices));
    }

    private void check(Purpose purpose) {
        String named = "The purpose " + purpose.key();
        refuse(
                purpose.equals(Purpose.RESTRICTION),
                named
                        + " is the platform's own word for data whose use is restricted (GDPR Art. 18): give yours another name.");
        refuse(
                twice.contains(purpose.key()),
                named
                        + " is given to ConsentModule.purposes in two ways: nobody could say under which of them people were"
                        + " asked. Give it once.");
        refuse(
                purpose.bases().isEmpty(),
                named + " names no lawful basis (GDPR Art. 6(1)): say on(LawfulBasis.CONSENT) or another.");
        refuse(
                purpose.isSpecial() && !purpose.bases().equals(Set.of(LawfulBasis.CONSENT)),
                named
                        + " is for special categories, which rest on explicit consent alone (GDPR Art. 9(2)(a)), but allows"
                        + " another basis: say on(LawfulBasis.CONSENT) and nothing else.");
        boolean weighed = purpose.assessment().isPresent();
        refuse(
                purpose.allows(LawfulBasis.LEGITIMATE_INTEREST) && !weighed,
                named
                        + " rests on a legitimate interest that nobody weighed (GDPR Art. 6(1)(f)): say assessed(id) with the id"
                        + " of the assessment.");
        refuse(
                purpose.allows(LawfulBasis.PUBLIC_TASK) && !weighed,
                named
                        + " rests on a public task without the law that lays it down (GDPR Art. 6(1)(e), 6(3)): say assessed(id)"
                        + " with the id of the assessment that names it.");
        refuse(
                purpose.scope() == Purpose.Scope.CHANNEL && purpose.channel().isEmpty(),
                named
                        + " is about a channel but names none: say channel(namespace) with the namespace it is reached at.");
    }

    private void check(Notice notice, List<Notice> notices) {
        long same = notices.stream()
                .filter(n -> n.version().equals(notice.version()))
                .count();
        refuse(
                same > 1,
                "Two notices have the version " + notice.version()
                        + ": a proof could not say which of them was shown. Give each text a version of its own.");
        for (Purpose purpose : notice.purposes()) {
            refuse(
                    find(purpose.key()).isEmpty(),
                    "The notice " + notice.version() + " is about the purpose " + purpose.key()
                            + ", which is not in the policy: nobody could agree to it. Add it to ConsentModule.purposes.");
        }
    }

    private static void refuse(boolean wrong, String sentence) {
        if (wrong) {
            throw new CdpException(sentence);
        }
    }
}
