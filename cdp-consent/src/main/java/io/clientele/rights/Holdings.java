package io.clientele.rights;

import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.IdentityResolver.Tie;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Outbox.Disclosure;
import io.clientele.spi.ProfileEvaluator.Derived;
import io.clientele.spi.Subjects;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that is held about a person who asks, as of one instant: under the identifier they ask by and those that are certainly
 * theirs, too.
 *
 * @param person their identifiers, the one they ask by first
 * @param profile what is known; empty if nothing
 * @param ties what is said of their identifiers
 * @param events of theirs, in order
 * @param acts what they said about purposes
 * @param derived what was made of it
 * @param disclosures to whom it was handed
 * @param elsewhere what modules hold outside the journal
 * @param byLaw what laws demand to be kept of them although its period is over
 * @param uncertain how many identifiers are joined with theirs by likeness alone
 */
record Holdings(
        Set<Identifier> person,
        Optional<Profile> profile,
        List<Tie> ties,
        List<Event> events,
        List<ConsentAct> acts,
        List<Derived> derived,
        List<Disclosure> disclosures,
        List<Properties> elsewhere,
        List<Subjects.Kept> byLaw,
        int uncertain) {

    /** Reads them; inside {@link ModuleContext#read}. */
    static Holdings of(ModuleContext context, SubjectRequests.Choices choices, Identifier who) {
        Subjects subjects = context.subjects();
        Set<Identifier> person = new LinkedHashSet<>(subjects.certain(who));
        Collection<Identifier> all = context.subject(who).identifiers();
        return new Holdings(
                person,
                context.profiles().profile(who, context.clock().instant()),
                subjects.ties(who),
                subjects.history(who).stream()
                        .filter(event -> person.contains(event.identifiers().get(0)))
                        .toList(),
                choices.history(who).stream()
                        .filter(act -> person.contains(act.identifier()))
                        .toList(),
                subjects.derived(who),
                context.disclosures(who),
                subjects.held(who),
                subjects.kept(who),
                (int) all.stream().filter(each -> !person.contains(each)).count());
    }

    /** The ties that join the person's identifiers for certain. */
    List<Tie> joining() {
        return ties.stream()
                .filter(tie -> tie.joins() && tie.certain() && isMine(tie))
                .toList();
    }

    private boolean isMine(Tie tie) {
        return person.contains(tie.stronger()) && person.contains(tie.weaker());
    }

    /** What somebody should look at: ties that do not join, or not for certain. */
    List<Tie> doubtful() {
        return ties.stream().filter(tie -> !tie.joins() || !tie.certain()).toList();
    }

    /** What the person gave, by consent or under a contract (GDPR Art. 20(1)). */
    List<Event> given() {
        return events.stream()
                .filter(event ->
                        !event.type().isRemainder() && isPortable(event.type().basis()))
                .toList();
    }

    private static boolean isPortable(LawfulBasis basis) {
        return basis == LawfulBasis.CONSENT || basis == LawfulBasis.CONTRACT;
    }

    /** How many of the person's events were collected for a purpose. */
    long collectedFor(Purpose purpose) {
        return events.stream()
                .filter(event -> event.type().purpose().equals(purpose))
                .count();
    }
}
