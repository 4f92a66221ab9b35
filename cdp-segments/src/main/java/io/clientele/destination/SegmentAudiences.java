package io.clientele.destination;

import static io.clientele.segment.Conditions.memberOf;

import io.clientele.Cdp;
import io.clientele.model.Identifier;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Recipient;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.time.Instant;
import java.util.ArrayList;
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
        var line = new Line(segment.name(), audience, to, name);
        Trigger entered = Trigger.named(name).channel(CHANNEL).exempt().neverStale();
        triggers.attach(
                entered.onEnter(audience).purpose(purpose).forExistingMembers(),
                new Teller(name, purpose, /* in= */ true, line));
        Trigger left = Trigger.named(name + "/left").channel(CHANNEL).exempt().neverStale();
        triggers.attach(
                left.onLeave(audience).purpose(Purpose.LEGAL),
                new Teller(name + "/left", Purpose.LEGAL, /* in= */ false, line));
        return audience;
    }

    /**
     * What both ways tell.
     *
     * @param trait the segment's name
     * @param audience who is in
     * @param to the destination
     * @param entering under which name it is told of those who come in
     */
    private record Line(String trait, Segment audience, HttpDestination to, String entering) {

        /** Only what finds the person again, and whether they are in. */
        Delivery of(Delivery delivery, boolean member) {
            Profile profile = delivery.profile();
            Map<String, Object> traits = new LinkedHashMap<>();
            profile.traits().text(Identifier.EMAIL).ifPresent(email -> traits.put(Identifier.EMAIL, email));
            traits.put(trait, member);
            Profile key = Profile.builder(profile.id())
                    .identifiers(names(profile.identifiers()))
                    .traits(Properties.of(traits))
                    .build();
            return new Delivery(delivery.id(), key, delivery.boundary(), Properties.empty());
        }

        private static List<Identifier> names(List<Identifier> known) {
            return known.stream()
                    .filter(each -> Set.of(Identifier.USER_ID, Identifier.EMAIL).contains(each.namespace()))
                    .toList();
        }

        /** That somebody who is not known here any more is out; empty if the destination could not tell who that was. */
        Optional<Delivery> out(Destination.Notice notice, Instant now) {
            List<Identifier> names = names(notice.identifiers());
            Profile gone = Profile.builder(notice.request())
                    .identifiers(names)
                    .traits(Properties.of(Map.of(trait, false)))
                    .build();
            return names.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Delivery(notice.request() + "/" + entering, gone, now, Properties.empty()));
        }
    }

    /** A destination that tells one way; who has gone the other way meanwhile is not told. */
    private final class Teller implements Destination {

        private final String name;
        private final Purpose purpose;
        private final boolean in;
        private final Line line;

        Teller(String name, Purpose purpose, boolean in, Line line) {
            this.name = name;
            this.purpose = purpose;
            this.in = in;
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
        public Optional<Recipient> recipient() {
            return line.to.recipient();
        }

        @Override
        public int together() {
            return line.to.together();
        }

        @Override
        public void send(Permitted<Delivery> permitted) throws NotTakenException, InterruptedException {
            Optional<NotTakenException> refused =
                    sendAll(List.of(permitted)).values().stream().findFirst();
            if (refused.isPresent()) {
                throw refused.get();
            }
        }

        @Override
        public Map<String, NotTakenException> sendAll(List<Permitted<Delivery>> deliveries)
                throws InterruptedException {
            Map<String, NotTakenException> refused = new LinkedHashMap<>();
            List<Delivery> told = new ArrayList<>();
            for (Permitted<Delivery> permitted : deliveries) {
                Delivery delivery = permitted.value(purpose);
                Optional<String> idle = idle(delivery.profile());
                idle.ifPresentOrElse(
                        why -> refused.put(delivery.id(), NotTakenException.notNeeded(why)),
                        () -> told.add(line.of(delivery, in)));
            }
            refused.putAll(line.to.tell(told));
            return refused;
        }

        /** Why there is nothing to tell. */
        private Optional<String> idle(Profile profile) {
            if (segments.contains(profile.identifiers().get(0), line.audience) != in) {
                return Optional.of(in ? "out_again" : "in_again");
            }
            return in || told.isTold(profile, line.entering) ? Optional.empty() : Optional.of("never_told");
        }

        /**
         * Whoever is erased, or whose data may not be used, is told as out first; what else the destination does about it, it says
         * itself.
         */
        @Override
        public boolean notify(Notice notice) throws Exception {
            if (notice.kind() == SubjectRequest.Kind.RECTIFICATION) {
                return line.to.notify(notice);
            }
            Optional<Delivery> out = line.out(notice, told.now());
            Optional<NotTakenException> refused =
                    line.to.tell(out.stream().toList()).values().stream().findFirst();
            if (refused.isPresent()) {
                throw refused.get();
            }
            boolean done = notice.kind() == SubjectRequest.Kind.RESTRICTION && out.isPresent();
            return line.to.notify(notice) || done;
        }
    }
}
