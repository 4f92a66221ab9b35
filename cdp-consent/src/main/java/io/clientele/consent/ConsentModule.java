package io.clientele.consent;

import io.clientele.CdpModule;
import io.clientele.commerce.CommerceEvents;
import io.clientele.model.CdpException;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Retention;
import io.clientele.schema.Schema;
import io.clientele.schema.Schemas;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.ModuleContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Consent under an opt-in law such as the GDPR: nothing that rests on consent happens unless the person explicitly agreed.
 * Give it to the platform's builder. Immutable.
 */
public final class ConsentModule implements CdpModule {

    private static final Duration KEYS_KEPT = Duration.ofDays(30);

    private final Policy policy;
    private final List<Notice> notices;
    private final Jurisdictions laws;
    private final Schemas schemas;
    private final Duration keysKept;

    private ConsentModule(Policy policy, List<Notice> notices, Jurisdictions laws, Schemas schemas, Duration keysKept) {
        this.schemas = schemas;
        this.keysKept = keysKept;
        this.policy = policy;
        this.notices = notices;
        this.laws = laws;
    }

    /** Opt-in, with the purposes of {@link Purpose#defaults()}. */
    public static ConsentModule optIn() {
        return new ConsentModule(
                Policy.ofDefaults(),
                List.of(),
                Jurisdictions.standard(),
                Schemas.of(CommerceEvents.schemas()),
                KEYS_KEPT);
    }

    /**
     * The same with a shop's own purposes as well; one whose key is a default's takes the default's place. Opening fails if the same
     * purpose is given in two ways.
     */
    public ConsentModule purposes(Purpose... more) {
        return new ConsentModule(policy.with(List.of(more)), notices, laws, schemas, keysKept);
    }

    /**
     * The same with the texts that people are shown. A grant must then cite the version of one of them that speaks of its purpose, is
     * in force and not replaced by a {@linkplain Notice#material material} one, or it is not taken; it ends when such a one comes into
     * force.
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
     * @throws CdpException if what was configured could be permitted by nobody or is no lawful rule: of a purpose, a notice or a
     *     schema; the message says what is wrong and what helps
     */
    @Override
    public void install(ModuleContext context) {
        OptInGate gate = checkedGate();
        context.gate(gate);
        context.schemas(schemas);
        LedgerConsents consents = new LedgerConsents(gate, context);
        context.provide(Consents.class, consents);
        context.provide(SubjectRequests.class, SubjectRequests.through(context, consents, policy.purposes(), keysKept));
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
        policy.check(notices);
        schemas.fault(policy::find).ifPresent(fault -> {
            throw new CdpException(fault);
        });
        return new OptInGate(policy.purposes(), new Terms(notices), laws);
    }
}
