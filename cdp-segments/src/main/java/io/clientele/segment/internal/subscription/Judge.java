package io.clientele.segment.internal.subscription;

import io.clientele.model.Event;
import io.clientele.model.Profile;
import io.clientele.model.Trait;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.spi.Fact;
import io.clientele.spi.Outbox.FiringJudge;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says of a trigger's firing whether it is handed over now: whether its cause still stands, whether it is its time, and whether the
 * person has had enough. Nothing of it is kept: all follows from the person's history, from what was sent and from now.
 */
public final class Judge implements FiringJudge {

    /** What is handed over this soon still has its cause; of all that waited it is asked again. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Subscription subscription;
    private final Contact contact;
    private final Story story;

    /** For one trigger under what holds for all. */
    public Judge(Subscription subscription, Contact contact, Story story) {
        this.subscription = subscription;
        this.contact = contact;
        this.story = story;
    }

    @Override
    public Ruling judge(Inquiry inquiry) {
        Instant due = inquiry.delivery().boundary();
        if (subscription.course().takesTime() || due.plus(AT_ONCE).isBefore(inquiry.now())) {
            List<Fact> facts = inquiry.facts().get();
            Optional<String> over = over(facts, due, inquiry.now());
            if (over.isPresent()) {
                return Ruling.cancel(over.get());
            }
            due = due(facts, due, inquiry.now());
        }
        return due.isAfter(inquiry.now()) ? Ruling.wait(due) : timely(inquiry, due);
    }

    // ---- the cause

    /** Why there is nothing to be said any more, by all that is known of the cause now. */
    private Optional<String> over(List<Fact> facts, Instant boundary, Instant now) {
        boolean stands = subscription.occasion().isEvent()
                ? happened(subscription.occasion().subject(), facts)
                        .anyMatch(event -> event.time().equals(boundary))
                : story.isMember(subscription.occasion().subject(), facts, boundary)
                        .filter(member -> member == (subscription.occasion().on() == Subscription.On.ENTER))
                        .isPresent();
        if (!stands) {
            return Optional.of("cause_gone");
        }
        boolean cancelled = subscription.course().cancels().stream()
                .flatMap(pattern -> happened(pattern, facts))
                .anyMatch(
                        event -> event.time().isAfter(boundary) && !event.time().isAfter(now));
        if (cancelled) {
            return Optional.of("event_came");
        }
        boolean turned = subscription.course().whileTrue()
                && story.changed(subscription.occasion().subject(), facts, boundary, now);
        return turned ? Optional.of("not_true_any_more") : Optional.empty();
    }

    private Stream<Event> happened(String pattern, List<Fact> facts) {
        EventTest test = story.pattern(pattern);
        return facts.stream()
                .filter(Fact.Happened.class::isInstance)
                .map(fact -> ((Fact.Happened) fact).event())
                .filter(test::isOf);
    }

    /** When it is due, as far as that is known now. */
    private Instant due(List<Fact> facts, Instant boundary, Instant now) {
        Optional<Course.Wait> wait = subscription.course().waiting();
        Instant begin = boundary;
        if (wait.isPresent()) {
            Instant latest = boundary.plus(wait.get().atMost());
            begin = happened(wait.get().pattern(), facts)
                    .map(Event::time)
                    .filter(time -> time.isAfter(boundary) && time.isBefore(latest) && !time.isAfter(now))
                    .min(Instant::compareTo)
                    .orElse(latest);
            if (begin.isAfter(now)) {
                return begin;
            }
        }
        return begin.plus(subscription.course().delay());
    }

    // ---- the time of the day

    private Ruling timely(Inquiry inquiry, Instant due) {
        List<Hours> hours = hours();
        Optional<Instant> turn = next(hours, inquiry, due);
        Optional<Instant> now = next(hours, inquiry, inquiry.now());
        if (turn.isEmpty() || now.isEmpty()) {
            return Ruling.cancel("no_hour_allowed");
        }
        if (turn.get().isAfter(inquiry.now())) {
            return Ruling.wait(turn.get());
        }
        Optional<Instant> end = subscription.caution().stale().map(turn.get()::plus);
        if (end.filter(inquiry.now()::isAfter).isPresent()) {
            return Ruling.cancel("stale");
        }
        return now.get().isAfter(inquiry.now()) ? Ruling.wait(now.get()) : welcome(inquiry);
    }

    private Optional<Instant> next(List<Hours> hours, Inquiry inquiry, Instant from) {
        return hours.isEmpty()
                ? Optional.of(from)
                : Hours.next(hours, zone(inquiry.delivery().profile()), from);
    }

    private List<Hours> hours() {
        List<Hours> hours = new ArrayList<>();
        subscription.caution().hours().ifPresent(hours::add);
        if (!isExempt()) {
            contact.hours().ifPresent(hours::add);
        }
        return hours;
    }

    private boolean isExempt() {
        return subscription.caution().is(Caution.Trait.EXEMPT);
    }

    private ZoneId zone(Profile profile) {
        Optional<String> told = profile.get(Trait.TIME_ZONE);
        try {
            return told.isPresent() ? ZoneId.of(told.get()) : contact.zone();
        } catch (DateTimeException unknown) {
            return contact.zone();
        }
    }

    // ---- enough

    private Ruling welcome(Inquiry inquiry) {
        Caution caution = subscription.caution();
        List<Cap> own = new ArrayList<>(caution.caps());
        if (subscription.course().takesTime()) {
            caution.rest().ifPresent(rest -> own.add(new Cap(1, rest)));
        }
        List<Cap> channel = isExempt() ? List.of() : contact.channels().getOrDefault(subscription.channel(), List.of());
        List<Cap> total = isExempt() ? List.of() : contact.total();
        if (own.isEmpty() && channel.isEmpty() && total.isEmpty()) {
            return Ruling.GO;
        }
        List<Earlier> earlier = inquiry.earlier().get();
        List<Earlier> counted = earlier.stream()
                .filter(each -> each.payload().text("channel").isPresent())
                .filter(each -> each.payload().text("exempt").isEmpty())
                .toList();
        List<Earlier> mine = earlier.stream()
                .filter(each -> each.destination().equals(subscription.name()))
                .toList();
        List<Earlier> beside = counted.stream()
                .filter(each -> each.payload().text("channel").equals(Optional.of(subscription.channel())))
                .toList();
        if (isReached(own, mine, inquiry.now())) {
            return Ruling.cancel("cap_trigger");
        }
        if (isReached(channel, beside, inquiry.now())) {
            return Ruling.cancel("cap_channel");
        }
        return isReached(total, counted, inquiry.now()) ? Ruling.cancel("cap_total") : Ruling.GO;
    }

    private static boolean isReached(List<Cap> caps, List<Earlier> sent, Instant now) {
        return caps.stream().anyMatch(cap -> cap.isReached(sent.stream().map(Earlier::at), now));
    }
}
