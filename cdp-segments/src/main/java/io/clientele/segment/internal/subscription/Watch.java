package io.clientele.segment.internal.subscription;

import io.clientele.model.Event;
import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.spi.Fact;
import io.clientele.spi.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Who is subscribed to what, and what changes and events mean to them. Used under the pen's lock alone. */
public final class Watch {

    /** How late an event may come and still cause a firing. */
    private static final Duration LATE = Duration.ofHours(1);

    private final Function<String, EventTest> patterns;
    private final Map<String, Active> subscriptions = new LinkedHashMap<>();
    /** Subscriptions whose firings for who was there before are planned. */
    private final Set<String> welcomed = new HashSet<>();
    /** Those that look at single events. */
    private final List<Active> watching = new ArrayList<>();

    /**
     * A watch without subscriptions.
     *
     * @param patterns reads a pattern of events as it is journaled
     */
    public Watch(Function<String, EventTest> patterns) {
        this.patterns = patterns;
    }

    /**
     * A subscription and since when it is watched.
     *
     * @param subscription the subscription
     * @param since when its segment was first subscribed to under its name
     * @param fires which events fire, if events do
     * @param releases which events it waits for, if it does
     */
    private record Active(
            Subscription subscription, Instant since, Optional<EventTest> fires, Optional<EventTest> releases) {

        boolean looksAtEvents() {
            return fires.isPresent() || releases.isPresent();
        }

        boolean concerns(String segment, Instant at, boolean entered) {
            return subscription.concerns(segment, entered) && !at.isBefore(since);
        }

        void fire(int profile, Instant at, Plan into) {
            if (!subscription.rests(() -> into.lastFired(subscription.name(), profile), at)) {
                into.fire(subscription.firing(profile, at));
            }
        }

        /** What an event says to it. */
        void see(int profile, Event event, Plan into) {
            if (fires.filter(test -> test.isOf(event)).isPresent()
                    && !event.time().isBefore(since)) {
                fire(profile, event.time(), into);
            }
            if (releases.filter(test -> test.isOf(event)).isPresent()) {
                into.reconsider(subscription.name(), profile);
            }
        }
    }

    // ---- subscriptions

    /** A subscription is in force from an instant on, or is changed. */
    public void define(String name, Properties body, Instant time) {
        Subscription subscription = Subscription.of(name, body);
        Active known = subscriptions.get(name);
        boolean same = known != null && known.subscription.occasion().equals(subscription.occasion());
        Instant since = known != null && same ? known.since : time.truncatedTo(ChronoUnit.MILLIS);
        Optional<String> fires = Optional.of(subscription.occasion())
                .filter(Subscription.Occasion::isEvent)
                .map(Subscription.Occasion::subject);
        Optional<String> releases = subscription.course().waiting().map(Course.Wait::pattern);
        subscriptions.put(name, new Active(subscription, since, fires.map(patterns), releases.map(patterns)));
        watching.clear();
        subscriptions.values().stream().filter(Active::looksAtEvents).forEach(watching::add);
    }

    /** The subscription of a name. */
    public Optional<Subscription> find(String name) {
        return Optional.ofNullable(subscriptions.get(name)).map(Active::subscription);
    }

    /** The names of those that are about a segment. */
    public List<String> to(String segment) {
        return subscriptions.values().stream()
                .map(Active::subscription)
                .filter(each -> each.segment().equals(Optional.of(segment)))
                .map(Subscription::name)
                .toList();
    }

    /** When a subscription's occasion was first subscribed to under its name. */
    public Instant since(String name) {
        return Optional.ofNullable(subscriptions.get(name)).map(Active::since).orElse(Instant.MAX);
    }

    /** Firings are planned for who was in a subscription's segment before. */
    public void welcomed(String name) {
        welcomed.add(name);
    }

    /** Whether firings were planned for who was in its segment before. */
    public boolean isWelcomed(String name) {
        return welcomed.contains(name);
    }

    // ---- what it hears of

    /** Somebody entered or left a segment. */
    public void changed(int profile, String segment, Instant at, boolean entered, Plan into) {
        for (Active active : subscriptions.values()) {
            if (active.concerns(segment, at, entered)) {
                active.fire(profile, at, into);
            }
        }
    }

    /** A fact came that is the latest of its profile. */
    public void applied(int profile, Fact fact, Plan into) {
        if (!watching.isEmpty() && fact instanceof Fact.Happened happened) {
            see(profile, happened.event(), into);
        }
    }

    /** A profile was folded again: what came lately may not have been seen. */
    public void refolded(int profile, List<Fact> facts, Instant now, Plan into) {
        if (watching.isEmpty()) {
            return;
        }
        Instant since = now.minus(LATE);
        for (Fact fact : facts) {
            boolean lately = !fact.time().isBefore(since) && !fact.time().isAfter(now);
            if (lately && fact instanceof Fact.Happened happened) {
                see(profile, happened.event(), into);
            }
        }
    }

    private void see(int profile, Event event, Plan into) {
        for (Active active : watching) {
            active.see(profile, event, into);
        }
    }
}
