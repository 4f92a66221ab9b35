package io.clientele.benchmarks.jmh;

import io.clientele.Cdp;
import io.clientele.benchmarks.IngestFeed;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An open platform in memory with 1,000 customers who permitted analytics, ten segments and some history. */
@State(Scope.Benchmark)
public class OpenShop {

    static final int CUSTOMERS = 1_000;

    private static final int HISTORY = 10_000;
    private static final int A_CALL = 1_000;

    private final SplittableRandom random = new SplittableRandom(11);
    private final IngestFeed feed = new IngestFeed(CUSTOMERS);
    private final Cdp cdp = Cdp.inMemory()
            .clock(feed::now)
            .with(ConsentModule.optIn())
            .with(IdentityModule.standard())
            .with(SegmentModule.live())
            .open();
    private long number;

    /** Gives the customers a history. */
    @Setup
    public void begin() {
        IngestFeed.segments(10).forEach(Segments.of(cdp)::define);
        feed.permit(cdp);
        for (int i = 0; i < HISTORY / A_CALL; i++) {
            cdp.accept(events(A_CALL));
        }
    }

    /** The platform. */
    Cdp cdp() {
        return cdp;
    }

    /** Events that were never handed in. */
    List<Event> events(int count) {
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event());
        }
        return events;
    }

    /** An event that was never handed in. */
    Event event() {
        return feed.event(number++, random);
    }

    /** Closes the platform. */
    @TearDown
    public void end() {
        cdp.close();
    }
}
