package io.clientele.destination;

import static io.clientele.segment.Conditions.memberOf;

import io.clientele.Cdp;
import io.clientele.model.Identifier;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Recipient;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An audience is a segment of its own, of those who are in the other one and permit the purpose, with a trigger on its enters and
 * one on its leaves. A leave is told for the purpose LEGAL: it carries out what the person said (GDPR Art. 7(3), 17(2), 19).
 */
final class SegmentAudiences implements Audiences {

    private static final String CHANNEL = "audience";

    private final Segments segments;
    private final Triggers triggers;
    private final ToldPeople told;

    SegmentAudiences(Cdp cdp) {
        this.segments = Segments.of(cdp);
        this.triggers = Triggers.of(cdp);
        this.told = cdp.service(ToldPeople.class);
    }

    @Override
    public Segment keep(Segment segment, Purpose purpose, HttpDestination to) {
        if (!to.purposes().contains(purpose)) {
            throw new IllegalArgumentException("destination " + to.name() + " takes nothing for " + purpose.key());
        }
        Segment audience = segments.define(Segment.named(segment.name() + "-for-" + purpose.key())
                .purpose(purpose)
                .when(memberOf(segment.name())));
        String name = to.name() + "/" + segment.name();
        var line = new Line(segment.name(), audience, to);
        Trigger entered = Trigger.named(name).channel(CHANNEL).exempt().neverStale();
        triggers.attach(
                entered.onEnter(audience).purpose(purpose).forExistingMembers(), new Entering(name, purpose, line));
        Trigger left = Trigger.named(name + "/left").channel(CHANNEL).exempt().neverStale();
        triggers.attach(left.onLeave(audience).purpose(Purpose.LEGAL), new Leaving(name + "/left", name, line));
        return audience;
    }

    /** What both ways tell. */
    private record Line(String trait, Segment audience, HttpDestination to) {

        /** Only what finds the person again, and whether they are in. */
        Delivery of(Delivery delivery, boolean member) {
            Profile profile = delivery.profile();
            Map<String, Object> traits = new LinkedHashMap<>();
            profile.traits().text(Identifier.EMAIL).ifPresent(email -> traits.put(Identifier.EMAIL, email));
            traits.put(trait, member);
            List<Identifier> known = profile.identifiers().stream()
                    .filter(each -> Set.of(Identifier.USER_ID, Identifier.EMAIL).contains(each.namespace()))
                    .toList();
            Profile key = Profile.builder(profile.id())
                    .identifiers(known)
                    .traits(Properties.of(traits))
                    .build();
            return new Delivery(delivery.id(), key, delivery.boundary(), Properties.empty());
        }
    }

    /** A destination that tells one way. */
    private interface Told extends Destination {

        Line line();

        @Override
        default Optional<Recipient> recipient() {
            return line().to().recipient();
        }
    }

    private boolean isIn(Line line, Profile profile) {
        return segments.contains(profile.identifiers().get(0), line.audience());
    }

    private final class Entering implements Told {

        private final String name;
        private final Purpose purpose;
        private final Line line;

        Entering(String name, Purpose purpose, Line line) {
            this.name = name;
            this.purpose = purpose;
            this.line = line;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(purpose);
        }

        @Override
        public Line line() {
            return line;
        }

        @Override
        public void send(Permitted<Delivery> permitted) throws NotTakenException, InterruptedException {
            Delivery delivery = permitted.value(purpose);
            if (!isIn(line, delivery.profile())) {
                throw NotTakenException.forGood("out of the audience again");
            }
            line.to().tell(line.of(delivery, true));
        }
    }

    private final class Leaving implements Told {

        private final String name;
        private final String entering;
        private final Line line;

        Leaving(String name, String entering, Line line) {
            this.name = name;
            this.entering = entering;
            this.line = line;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.LEGAL);
        }

        @Override
        public Line line() {
            return line;
        }

        @Override
        public void send(Permitted<Delivery> permitted) throws NotTakenException, InterruptedException {
            Delivery delivery = permitted.value(Purpose.LEGAL);
            if (isIn(line, delivery.profile())) {
                throw NotTakenException.forGood("in the audience again");
            }
            if (!told.isTold(delivery.profile(), entering)) {
                throw NotTakenException.forGood("never told as in the audience");
            }
            line.to().tell(line.of(delivery, false));
        }
    }
}
