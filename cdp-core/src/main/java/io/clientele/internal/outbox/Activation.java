package io.clientele.internal.outbox;

import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.gate.Gate;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.Outbox.FiringJudge;
import io.clientele.spi.Outbox.FiringJudge.Earlier;
import io.clientele.spi.Outbox.FiringJudge.Inquiry;
import io.clientele.spi.Outbox.FiringJudge.Ruling;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The gate ACTIVATE: may this firing be handed over now? Asked under the pen's lock. */
public final class Activation {

    private final Live live;
    private final Modules modules;
    private final Gate gate;

    /** Over the live state. */
    public Activation(Live live, Modules modules) {
        this.live = live;
        this.modules = modules;
        this.gate = modules.gate();
    }

    /**
     * The answer.
     *
     * @param delivery what is handed over, if it is
     * @param reason why, or why not
     * @param until from when on to ask again; if there is none either, never
     * @param whom the person's identifiers, and the address that the message goes to
     */
    public record Answer(
            Optional<Permitted<Delivery>> delivery, String reason, Optional<Instant> until, List<Identifier> whom) {

        /** It is not handed over at all. */
        public static Answer no(String reason) {
            return new Answer(Optional.empty(), reason, Optional.empty(), List.of());
        }
    }

    /**
     * Why a destination may be handed nothing of a firing, whoever it is about, as the destination says at this moment: it is the host's
     * code, and not asked under the pen's lock.
     */
    public Function<Planned, Optional<String>> refusals(Destination to) {
        Set<Purpose> purposes = Set.copyOf(to.purposes());
        boolean barred = to.recipient().filter(who -> !who.mayReceive()).isPresent();
        return planned -> {
            boolean meant = purposes.contains(planned.firing().purpose());
            Optional<String> refusal =
                    meant && !barred ? Optional.empty() : Optional.of(meant ? "transfer" : "purpose_mismatch");
            refusal.ifPresent(reason -> gate.refused(Gate.Where.ACTIVATE, reason));
            return refusal;
        };
    }

    /** Asks the person's choices first, then whoever planned it. */
    public Answer ask(Planned planned, FiringJudge judge, Supplier<List<Earlier>> earlier, Instant now) {
        Optional<Profile> known = live.profile(planned.owner(), now);
        if (known.isEmpty()) {
            return Answer.no("profile_gone");
        }
        Profile profile = known.get();
        Identifier who = profile.identifiers().get(0);
        Purpose named = planned.firing().purpose();
        Purpose purpose = gate.purpose(named.key()).orElse(named);
        Optional<String> unsubscribed = unsubscribed(profile, purpose, now);
        if (unsubscribed.isPresent()) {
            return Answer.no(unsubscribed.get());
        }
        var delivery = new Delivery(
                planned.id(),
                modules.project(profile, purpose),
                planned.firing().boundary(),
                planned.firing().payload());
        var answer = gate.permit(
                Gate.Where.ACTIVATE,
                new Gate.Question(live.subject(who), purpose, basis(purpose)),
                profile.id(),
                delivery);
        if (answer.permitted().isEmpty()) {
            return Answer.no(answer.reason());
        }
        Ruling ruling = judge.judge(new Inquiry(delivery, now, () -> live.facts(who), earlier));
        boolean goes = ruling.equals(Ruling.GO);
        return new Answer(
                goes ? answer.permitted() : Optional.empty(),
                ruling.cancelled().orElse(answer.reason()),
                ruling.notBefore(),
                Stream.concat(profile.identifiers().stream(), address(profile, purpose).stream())
                        .toList());
    }

    private static LawfulBasis basis(Purpose purpose) {
        return purpose.allows(LawfulBasis.CONSENT)
                ? LawfulBasis.CONSENT
                : purpose.bases().stream().findFirst().orElse(LawfulBasis.CONSENT);
    }

    /**
     * A channel purpose is read at the channel's own identifier, too: an address that is known as a trait only may have been
     * unsubscribed by itself.
     */
    private Optional<String> unsubscribed(Profile profile, Purpose purpose, Instant now) {
        return address(profile, purpose)
                .map(address -> gate.decide(live.subject(address), purpose, LawfulBasis.CONSENT, now))
                .filter(decision -> !decision.permitted() && !decision.reason().equals("no_act"))
                .map(ConsentDecision::reason);
    }

    /** Where a message of a channel's purpose would go, as far as that is known as a trait. */
    private Optional<Identifier> address(Profile profile, Purpose purpose) {
        return purpose.channel()
                .flatMap(channel -> profile.traits()
                        .text(channel)
                        .filter(value -> !value.isBlank())
                        .flatMap(value -> modules.resolver().normalise(Identifier.of(channel, value))));
    }
}
