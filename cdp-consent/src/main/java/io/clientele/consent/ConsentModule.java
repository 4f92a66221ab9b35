package io.clientele.consent;

import io.clientele.CdpModule;
import io.clientele.commerce.CommerceEvents;
import io.clientele.model.CdpException;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Retention;
import io.clientele.schema.Schema;
import io.clientele.schema.Schemas;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.ModuleContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Consent under an opt-in law such as the GDPR: nothing that rests on consent happens unless the person explicitly agreed.
 * Give it to the platform's builder. Immutable.
 */
public final class ConsentModule implements CdpModule {

    private static final Duration KEYS_KEPT = Duration.ofDays(30);

    private final Map<String, Purpose> policy;
    private final List<Notice> notices;
    private final Jurisdictions laws;
    private final Schemas schemas;
    private final Duration keysKept;

    private ConsentModule(
            Map<String, Purpose> policy, List<Notice> notices, Jurisdictions laws, Schemas schemas, Duration keysKept) {
        this.schemas = schemas;
        this.keysKept = keysKept;
        this.policy = policy;
        this.notices = notices;
        this.laws = laws;
    }

    /** Opt-in, with the purposes of {@link Purpose#defaults()}. */
    public static ConsentModule optIn() {
        return new ConsentModule(
                        Map.of(), List.of(), Jurisdictions.standard(), Schemas.of(CommerceEvents.schemas()), KEYS_KEPT)
                .purposes(Purpose.defaults().toArray(Purpose[]::new));
    }

    /** The same with a shop's own purposes as well; one whose key is known takes the known one's place. */
    public ConsentModule purposes(Purpose... more) {
        Map<String, Purpose> all = new LinkedHashMap<>(policy);
        for (Purpose purpose : more) {
            all.put(purpose.key(), purpose);
        }
        return new ConsentModule(all, notices, laws, schemas, keysKept);
    }

    /**
     * The same with the texts that people are shown. A grant must then cite the version of one of them; it ends when a
     * {@linkplain Notice#material material} one replaces the text it was given under.
     */
    public ConsentModule notices(Notice... shown) {
        List<Notice> all = new ArrayList<>(notices);
        all.addAll(List.of(shown));
        return new ConsentModule(policy, List.copyOf(all), laws, schemas, keysKept);
    }

    /** The same by a shop's own table of places; {@link Jurisdictions#standard()} without this. */
    public ConsentModule jurisdictions(Jurisdictions table) {
        return new ConsentModule(policy, notices, table, schemas, keysKept);
    }

    /**
     * The same with schemas of a shop's own: for types of its own, for traits, or with more fields for a type that has one, as
     * the standard events of {@link CommerceEvents} do. What a schema does not name is not kept.
     */
    public ConsentModule schemas(Schema... more) {
        return new ConsentModule(policy, notices, laws, schemas.with(List.of(more)), keysKept);
    }

    /** The same, where of events of a type without a schema no field is kept, and no trait before {@link Schema#traits} is given. */
    public ConsentModule schemasOnly() {
        return new ConsentModule(policy, notices, laws, schemas.closed(), keysKept);
    }

    /**
     * The same, where events are kept for so long, in place of what was said of that before; as long as the person is known without
     * this. What is over goes when the platform is advanced on another day, and is not taken in.
     */
    public ConsentModule retention(Retention periods) {
        return new ConsentModule(policy, notices, laws, schemas.retaining(periods), keysKept);
    }

    /**
     * The same for a shop that keeps copies of the keys for so long, 30 days without this: an erasure's receipt says that after it no
     * old copy of the data can be read.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ConsentModule keyCopiesKept(Duration period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("period: copies are kept for a while or not at all");
        }
        return new ConsentModule(policy, notices, laws, schemas, period);
    }

    @Override
    public String name() {
        return "consent";
    }

    /**
     * Plugs in the gate, {@link Consents} and {@link SubjectRequests}.
     *
     * @throws CdpException if a purpose has no lawful basis, is for special categories on another basis than consent, is about a
     *     channel without naming one or rests on a legitimate interest that nobody assessed, if two notices share a version, or if a field of a
     *     schema is for a purpose that is not in the policy or holds special data without a special purpose
     */
    @Override
    public void install(ModuleContext context) {
        OptInGate gate = checkedGate();
        context.gate(gate);
        context.schemas(schemas);
        LedgerConsents consents = new LedgerConsents(gate, context);
        context.provide(Consents.class, consents);
        context.provide(SubjectRequests.class, SubjectRequests.through(context, consents, policy.values(), keysKept));
    }

    /**
     * A gate of its own, without acts and without storage, for those who run it elsewhere.
     *
     * @throws CdpException as {@link #install}
     */
    public ConsentGate gate() {
        return checkedGate();
    }

    private OptInGate checkedGate() {
        Collection<Purpose> purposes = policy.values();
        purposes.forEach(ConsentModule::check);
        notices.forEach(this::check);
        schemas.fault(key -> Optional.ofNullable(policy.get(key))).ifPresent(fault -> {
            throw new CdpException(fault);
        });
        return new OptInGate(purposes, new Terms(notices), laws);
    }

    private static void check(Purpose purpose) {
        if (purpose.bases().isEmpty()) {
            throw new CdpException("The purpose " + purpose.key()
                    + " names no lawful basis (GDPR Art. 6(1)): say on(LawfulBasis.CONSENT) or another.");
        }
        if (purpose.isSpecial() && !purpose.bases().equals(Set.of(LawfulBasis.CONSENT))) {
            throw new CdpException("The purpose " + purpose.key()
                    + " is for special categories, which rest on explicit consent alone (GDPR Art. 9(2)(a)), but allows another"
                    + " basis: say on(LawfulBasis.CONSENT) and nothing else.");
        }
        if (purpose.allows(LawfulBasis.LEGITIMATE_INTEREST)
                && purpose.assessment().isEmpty()) {
            throw new CdpException("The purpose " + purpose.key()
                    + " rests on a legitimate interest that nobody weighed (GDPR Art. 6(1)(f)): say assessed(id) with the id of"
                    + " the assessment.");
        }
        if (purpose.scope() == Purpose.Scope.CHANNEL && purpose.channel().isEmpty()) {
            throw new CdpException(
                    "The purpose " + purpose.key()
                            + " is about a channel but names none: say channel(namespace) with the namespace it is reached at.");
        }
    }

    private void check(Notice notice) {
        boolean twice = notices.stream()
                        .filter(n -> n.version().equals(notice.version()))
                        .count()
                > 1;
        if (twice) {
            throw new CdpException("Two notices have the version " + notice.version()
                    + ": a proof could not say which of them was shown. Give each text a version of its own.");
        }
    }
}
