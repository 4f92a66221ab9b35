package io.clientele.proof;

import static io.clientele.segment.Conditions.did;

import io.clientele.Cdp;
import io.clientele.internal.SystemTime;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.segment.Segments.Change;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * A process that keeps up with who is in a segment until it is killed, and says what was acknowledged and what it was told. Arguments:
 * directory, round, and whether it stops for ever inside the first leave it is told.
 */
final class DoomedFollower {

    static final EventType VISIT = EventType.named("Visited").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    static final Duration STAY = Duration.ofMillis(40);
    static final Segment HERE =
            Segment.named("here").purpose(Purpose.SERVICE).when(did(VISIT).within(STAY));
    private static final int FAILS_ONE_OF = 5;

    private DoomedFollower() {}

    static String said(Change change) {
        return change.profile().identifiers().get(0).value() + (change.entered() ? " enters " : " leaves ")
                + change.at().toEpochMilli() + " " + change.id();
    }

    public static void main(String... arguments) {
        var builder = Cdp.in(Path.of(arguments[0])).keys(QuickKeys.provider()).waitFor(Duration.ofSeconds(5));
        World.modules().forEach(builder::with);
        Cdp cdp = builder.open();
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        boolean stops = Boolean.parseBoolean(arguments[2]);
        Segments.of(cdp).define(HERE);
        Segments.of(cdp).subscribe("copy", List.of(HERE), change -> {
            if (!stops && random.nextInt(FAILS_ONE_OF) == 0) {
                throw new IllegalStateException("down");
            }
            say("told " + said(change));
            if (stops && !change.entered()) {
                new CountDownLatch(1).await();
            }
        });
        for (int n = 0; true; n++) {
            String who = "round" + arguments[1] + "-visitor" + n;
            Instant now = Instant.ofEpochMilli(SystemTime.wall().instant().toEpochMilli());
            boolean stored = cdp.accept(Event.of(VISIT).id(who).about(Identifier.userId(who), now, "-"))
                    .isStored();
            say((stored ? "stored " : "refused ") + who + " at " + now.toEpochMilli() + " -");
        }
    }

    private static void say(String what) {
        System.out.println(what + " .");
        System.out.flush();
    }
}
