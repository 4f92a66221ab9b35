package io.clientele.proof;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.Consents;
import io.clientele.internal.SystemTime;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A process that takes things in by several threads until it is killed, and says after each call what was acknowledged.
 * Arguments: directory, round.
 */
final class DoomedShop {

    static final int THREADS = 3;
    static final int PEOPLE = 3;

    private final Cdp cdp;
    private final int round;

    private DoomedShop(Cdp cdp, int round) {
        this.cdp = cdp;
        this.round = round;
    }

    public static void main(String... arguments) {
        var builder = Cdp.in(Path.of(arguments[0])).keys(QuickKeys.provider()).waitFor(Duration.ofSeconds(5));
        World.modules().forEach(builder::with);
        Cdp cdp = builder.open();
        World.define(cdp);
        int round = Integer.parseInt(arguments[1]);
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            new Thread(() -> new DoomedShop(cdp, round).run(number)).start();
        }
    }

    /** The people of a thread in a round, whom nobody else speaks of. */
    static Identifier person(int round, int thread, int number) {
        return Identifier.userId("u-" + round + "-" + thread + "-" + number);
    }

    private void run(int thread) {
        SplittableRandom random = new SplittableRandom(round * 31L + thread);
        for (int i = 0; i < PEOPLE; i++) {
            Identifier who = person(round, thread, i);
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
        }
        Cdp lazily = cdp.calling(c -> c.lazy(Duration.ofHours(1)));
        for (int n = 0; true; n++) {
            int person = random.nextInt(PEOPLE);
            Identifier who = person(round, thread, person);
            String call = String.valueOf(n);
            Cdp door = random.nextInt(3) == 0 ? cdp : lazily;
            int dice = random.nextInt(12);
            if (dice == 0) {
                withdraw(thread, person, call);
            } else if (dice < 4) {
                door.async()
                        .accept(events(who, round + "-" + thread + "-" + call))
                        .thenAccept(outcomes -> say(thread, person, call, word(outcomes)));
            } else {
                say(thread, person, call, word(door.accept(events(who, round + "-" + thread + "-" + call))));
            }
        }
    }

    private static List<Event> events(Identifier who, String call) {
        Instant now = SystemTime.wall().instant();
        return List.of(
                Commerce.productViewed("sku").id(call + "/0").about(who, now, "-"),
                Commerce.productAdded("cart", "sku").quantity(1).id(call + "/1").about(who, now, "-"),
                Event.of(EventType.IDENTIFY)
                        .with(Identifier.anonymousId("a-" + who.value()))
                        .id(call + "/2")
                        .about(who, now, "-"));
    }

    /** Takes back what was permitted, and permits it anew: all that came before goes. */
    private void withdraw(int thread, int person, String call) {
        Identifier who = person(round, thread, person);
        say(thread, person, call, "withdrawing");
        Consents.of(cdp).record(who, c -> c.withdraw(Purpose.ANALYTICS));
        say(thread, person, call, "withdrawn");
        Consents.of(cdp).record(who, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
    }

    private static String word(List<Outcome> outcomes) {
        return outcomes.stream().allMatch(Outcome::isStored) ? "stored" : "refused";
    }

    private static synchronized void say(int thread, int person, String call, String what) {
        System.out.println(thread + " " + person + " " + call + " " + what + " .");
        System.out.flush();
    }
}
