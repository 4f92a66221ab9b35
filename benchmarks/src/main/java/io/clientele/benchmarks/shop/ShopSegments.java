package io.clientele.benchmarks.shop;

import static io.clientele.segment.Conditions.atLeast;
import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.didNot;
import static io.clientele.segment.Conditions.is;
import static io.clientele.segment.Conditions.moreThan;
import static io.clientele.segment.Conditions.trait;

import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Condition;
import io.clientele.segment.EventCondition;
import io.clientele.segment.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The segments of the comparison: four shapes, drawn by number. */
public final class ShopSegments {

    public static final EventType VIEW = EventType.named("View");
    public static final EventType CART = EventType.named("Cart");
    public static final EventType CHECKOUT = EventType.named("Checkout");
    public static final EventType ORDER = EventType.named("Order");
    public static final EventType ITEM = EventType.named("Item");
    public static final Trait<String> REGION = Trait.text("region");
    public static final Trait<Boolean> AGREED = Trait.flag("agreed");

    private static final long[] CART_MINUTES = {5, 10, 15, 20, 30, 45, 60, 120, 240, 1440};
    private static final long[] ORDER_DAYS = {7, 14, 30, 60, 90};
    private static final long[] VIEW_DAYS = {1, 3, 7, 14, 30};

    /**
     * A segment of the comparison as plain numbers; a field that its shape does not have is -1.
     *
     * @param shape A, B, C or D
     * @param window in milliseconds
     * @param subject a category, product or region; -1 for any
     * @param least the least amount, number of orders or number of views
     * @param order what an order must be like, for C
     */
    public record Shape(char shape, long window, int subject, int least, Orders order) {}

    /**
     * What shape C asks of orders and customers.
     *
     * @param above the amount to exceed
     * @param elsewhere whether the region must differ
     * @param agreed whether the customer must have agreed
     */
    public record Orders(int above, boolean elsewhere, boolean agreed) {
        private static final Orders NONE = new Orders(-1, false, false);
    }

    private ShopSegments() {}

    /** The first shapes; the standard seed is 1000. */
    public static List<Shape> shapes(int count, long seed) {
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shapes.add(shape(i, new RandomBits(seed + i)));
        }
        return shapes;
    }

    private static Shape shape(int i, RandomBits random) {
        if (i < 3) {
            return switch (i) {
                case 0 -> new Shape('A', 30 * ShopStream.MINUTE, -1, 0, Orders.NONE);
                case 1 -> new Shape('B', 7 * ShopStream.DAY, 0, -1, Orders.NONE);
                default -> new Shape('C', 90 * ShopStream.DAY, -1, 3, new Orders(100, false, false));
            };
        }
        return switch (i % 4) {
            case 0 -> {
                long window = CART_MINUTES[random.below(10)] * ShopStream.MINUTE;
                int category = random.below(50);
                yield new Shape('A', window, category, 10 * random.below(10), Orders.NONE);
            }
            case 1 -> {
                int product = random.below(500);
                yield new Shape('B', (1 + random.below(14)) * ShopStream.DAY, product, -1, Orders.NONE);
            }
            case 2 -> orders(random);
            default -> {
                long window = VIEW_DAYS[random.below(5)] * ShopStream.DAY;
                int category = random.below(50);
                yield new Shape('D', window, category, 2 + random.below(4), Orders.NONE);
            }
        };
    }

    private static Shape orders(RandomBits random) {
        long window = ORDER_DAYS[random.below(5)] * ShopStream.DAY;
        int least = 1 + random.below(4);
        int above = 25 * (1 + random.below(8));
        int region = random.below(20);
        boolean elsewhere = random.below(4) == 0;
        boolean agreed = random.below(2) == 0;
        return new Shape(
                'C', window, region, elsewhere ? Math.max(2, least) : least, new Orders(above, elsewhere, agreed));
    }

    /** A shape as a segment, named by its number. */
    public static Segment segment(int number, Shape shape) {
        return Segment.named("segment-" + number).purpose(Purpose.ANALYTICS).when(condition(shape));
    }

    private static Condition condition(Shape s) {
        Duration window = Duration.ofMillis(s.window);
        return switch (s.shape) {
            case 'A' ->
                category(did(CART), s.subject)
                        .where("amount", atLeast(s.least))
                        .andThenNot(ORDER)
                        .forAtLeast(window);
            case 'B' ->
                did(VIEW)
                        .where("product", is("p" + s.subject))
                        .andThenNot(did(ITEM).where("product", is("p" + s.subject)))
                        .forAtLeast(window);
            case 'C' ->
                customers(
                        s,
                        did(ORDER)
                                .where("amount", moreThan(s.order.above))
                                .within(window)
                                .atLeast(s.least));
            default ->
                category(did(VIEW), s.subject)
                        .within(window)
                        .atLeast(s.least)
                        .and(didNot(ORDER).within(window));
        };
    }

    private static EventCondition category(EventCondition events, int category) {
        return category < 0 ? events : events.where("category", is("c" + category));
    }

    private static Condition customers(Shape s, Condition orders) {
        Condition there = orders;
        if (s.subject >= 0) {
            String region = "r" + s.subject;
            there = orders.and(
                    s.order.elsewhere
                            ? trait(REGION).isNot(region)
                            : trait(REGION).is(region));
        }
        return s.order.agreed ? there.and(trait(AGREED).is(true)) : there;
    }
}
