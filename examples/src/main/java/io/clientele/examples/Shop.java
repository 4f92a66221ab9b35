package io.clientele.examples;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Iterator;

/** A shop's months, as moments in order of time: the same in every run. */
interface Shop extends Iterable<Moment> {

    /** The time zone of both shops. */
    ZoneId ZONE = ZoneId.of("Europe/London");

    /** One line that says what is replayed. */
    String title();

    /** A text that differs when what is replayed differs. */
    String fingerprint();

    /** The midnight before the first moment. */
    Instant start();

    /** The midnight after the last moment. */
    Instant end();

    /** Whether visitors' browsing and carts are known, not orders alone. */
    boolean knowsCarts();

    @Override
    Iterator<Moment> iterator();
}
