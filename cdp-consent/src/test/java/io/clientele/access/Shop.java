package io.clientele.access;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.schema.Category;
import io.clientele.schema.Schema;
import io.clientele.testkit.ManualClock;
import java.util.Map;

/** A shop with two customers whose values are canaries. */
final class Shop {

    static final Identifier ANN = Identifier.userId("canary-ann-42");
    static final Identifier BOB = Identifier.userId("canary-bob-43");
    static final EventType CALLED = EventType.named("Called").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    private Shop() {}

    static ConsentModule consents() {
        return ConsentModule.optIn()
                .schemas(
                        Schema.traits().field("birthday", Category.IDENTITY, Purpose.SERVICE),
                        Schema.of(CALLED)
                                .field("topic", Category.TRANSACTION)
                                .field("from", Category.CONTACT)
                                .field("mood", Category.BEHAVIOUR)
                                .field("offers.price", Category.TRANSACTION)
                                .field("score", Category.TRANSACTION, Purpose.ANALYTICS));
    }

    static AccessModule access() {
        return AccessModule.standard().counting(cdp -> Map.of("abandoned-cart", 4_711, "lonely", 3));
    }

    static Cdp open(ManualClock clock) {
        return fill(Cdp.inMemory().clock(clock).with(consents()).with(access()).open());
    }

    static Cdp fill(Cdp cdp) {
        cdp.identify(
                ANN,
                i -> i.set(Trait.EMAIL, "canary.ann@example.org")
                        .set(Trait.PHONE, "+49 151 5550117")
                        .set(Trait.FIRST_NAME, "Canaryann")
                        .set(Trait.COUNTRY, "DE")
                        .set(Trait.text("birthday"), "1984-02-03"));
        cdp.identify(BOB, i -> i.set(Trait.EMAIL, "canary.bob@example.org"));
        cdp.track(
                ANN,
                Event.of(CALLED)
                        .set("topic", "parcel lost")
                        .set("from", "canary.ann@example.org")
                        .set("mood", "canary-cross")
                        .set("score", 7)
                        .set("offers", java.util.List.of(Map.of("price", 10), Map.of("price", 12))));
        Consents.of(cdp).record(ANN, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v3"));
        cdp.track(ANN, Commerce.productViewed("SKU-1"));
        return cdp;
    }
}
