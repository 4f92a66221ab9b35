package io.clientele.proof;

import io.clientele.Cdp;
import io.clientele.internal.SystemTime;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.trigger.Firing;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A process that plans and hands over until it is killed, and says what was acknowledged and what a handler was given. Arguments:
 * directory, round.
 */
final class DoomedMailer {

    static final EventType VISIT = EventType.named("Visited").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    static final int FAILS_ONE_OF = 5;

    private DoomedMailer() {}

    static Trigger trigger() {
        return Trigger.named("mail")
                .onEvent(VISIT)
                .purpose(Purpose.SERVICE)
                .channel("house")
                .delay(Duration.ofMillis(3))
                .neverStale();
    }

    static String who(Firing firing) {
        return firing.profile().identifiers().get(0).value();
    }

    public static void main(String... arguments) {
        var builder = Cdp.in(Path.of(arguments[0])).keys(QuickKeys.provider()).waitFor(Duration.ofSeconds(5));
        World.modules().forEach(builder::with);
        Cdp cdp = builder.open();
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        Triggers.of(cdp).attach(trigger(), firing -> {
            if (random.nextInt(FAILS_ONE_OF) == 0) {
                throw new IllegalStateException("down");
            }
            say("given", who(firing), firing.id());
        });
        for (int n = 0; true; n++) {
            String who = "round" + arguments[1] + "-visitor" + n;
            Event visit = Event.of(VISIT)
                    .id(who)
                    .about(Identifier.userId(who), SystemTime.wall().instant(), "-");
            say(cdp.accept(visit).isStored() ? "stored" : "refused", who, "");
        }
    }

    private static void say(String what, String who, String id) {
        System.out.println(what + " " + who + " " + id + " .");
        System.out.flush();
    }
}
