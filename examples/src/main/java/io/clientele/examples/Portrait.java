package io.clientele.examples;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One customer explained: who they are, what they did, what they permit, and why they are in each segment. */
final class Portrait {

    private static final int MAX_EVENTS = 10;

    private final Cdp cdp;
    private final ShopSegments segments;
    private final List<String> lines = new ArrayList<>();

    private Portrait(Cdp cdp, ShopSegments segments) {
        this.cdp = cdp;
        this.segments = segments;
    }

    /**
     * Of the customers in most segments one who may get mail, has done most, and has the lowest number: in that order.
     */
    static List<String> of(Cdp cdp, ShopSegments segments, Census census) {
        Portrait portrait = new Portrait(cdp, segments);
        Optional<Identifier> who = census.people().stream()
                .flatMap(Portrait::number)
                .max(Comparator.comparingInt(portrait::memberships)
                        .thenComparing(portrait::mayGetMail)
                        .thenComparingLong(portrait::activity)
                        .thenComparing(Identifier::value, Comparator.reverseOrder()));
        who.ifPresentOrElse(portrait::draw, () -> portrait.lines.add("nobody with a customer number"));
        return portrait.lines;
    }

    private static java.util.stream.Stream<Identifier> number(Profile profile) {
        return profile.identifiers().stream()
                .filter(i -> i.namespace().equals(Identifier.USER_ID))
                .limit(1);
    }

    private int memberships(Identifier who) {
        return segments.service().segmentsOf(who).size();
    }

    private boolean mayGetMail(Identifier who) {
        return Consents.of(cdp).permitted(who, Purpose.EMAIL_MARKETING).permitted();
    }

    private long activity(Identifier who) {
        return cdp.profile(who).orElseThrow().activity().events();
    }

    private void draw(Identifier who) {
        Profile profile = cdp.profile(who).orElseThrow();
        lines.add("name         " + profile.get(Trait.FIRST_NAME).orElse("?") + " "
                + profile.get(Trait.LAST_NAME).orElse("?") + " (made up)");
        lines.add("identifiers  "
                + String.join(
                        ", ",
                        profile.identifiers().stream()
                                .map(i -> i.namespace() + " " + i.value())
                                .toList()));
        for (Purpose purpose : List.of(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.EMAIL_MARKETING)) {
            lines.add(String.format("%-12s %s", "consent", Consents.of(cdp).explain(who, purpose)));
        }
        timeline(cdp.timeline(who));
        segments.all().forEach(segment -> why(who, segment));
    }

    private void timeline(List<Event> events) {
        lines.add("timeline     " + events.size() + " events" + (events.size() > MAX_EVENTS ? ", the latest:" : ":"));
        events.stream().skip(Math.max(0, events.size() - MAX_EVENTS)).forEach(event -> lines.add(line(event)));
    }

    private static String line(Event event) {
        String what = event.properties().text("order_id").map(id -> " " + id).orElse("")
                + event.properties().text("product_id").map(id -> " " + id).orElse("")
                + event.properties()
                        .text("total")
                        .map(total -> ", £" + total + " in "
                                + event.properties().all("products[*]").size() + " lines")
                        .orElse("");
        return "  " + local(event.time()) + "  " + event.type() + what;
    }

    private static String local(Instant instant) {
        return instant.atZone(Shop.ZONE).toLocalDateTime().toString().replace('T', ' ');
    }

    private void why(Identifier who, Segment segment) {
        segments.service().explain(who, segment).describe().lines().forEach(line -> lines.add("  " + line));
    }
}
