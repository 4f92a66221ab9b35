package io.clientele.examples;

import io.clientele.commerce.Commerce;
import io.clientele.commerce.OrderDraft;
import io.clientele.commerce.Product;
import io.clientele.model.Event;
import io.clientele.model.EventDraft;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One person of a {@link DrawnShop}: what they are like, and what they do on a day. */
final class Visitor {

    private static final int EVENING = 13 * 3600;

    private final String number;
    private final long seed;
    private final Choices choices;
    private final boolean hasAccount;
    private final double appetite;
    private final int from;
    private final int until;

    private final Set<Integer> asked = new TreeSet<>();
    private final Set<Integer> loggedIn = new TreeSet<>();
    private Optional<Instant> permitted = Optional.empty();
    private boolean withdrawn;

    Visitor(int number, long seed, int days) {
        this.number = String.valueOf(number + 1);
        this.seed = MadeUp.mix(MadeUp.mix(seed) + number);
        this.choices = Choices.of(this.number + "/" + seed);
        SplittableRandom random = new SplittableRandom(this.seed);
        this.hasAccount = random.nextInt(100) < 65;
        this.appetite = hasAccount ? (random.nextInt(100) < 25 ? 0.12 : 0.03) : 0.012;
        this.from = random.nextInt(100) < 50 ? 0 : random.nextInt(days);
        this.until = random.nextInt(100) < 65 ? days : from + random.nextInt(days);
    }

    private Identifier account() {
        return Identifier.userId("U" + number);
    }

    private Identifier device(int device) {
        return Identifier.anonymousId("device-" + number + "-" + device);
    }

    /**
     * Draws what the person does on a day, if anything.
     *
     * @param out takes the day's moments
     * @param later takes moments of days to come
     */
    void visit(int day, LocalDate date, List<Moment> out, Consumer<Moment> later) {
        SplittableRandom random = new SplittableRandom(MadeUp.mix(seed + day));
        if (day >= from && day < until && random.nextDouble() < appetite * DrawnShop.season(date)) {
            new Visit(random, day, date, out, later).go();
        }
    }

    /** One visit. */
    private final class Visit {

        private final SplittableRandom random;
        private final String name;
        private final int device;
        private final List<Moment> out;
        private final Consumer<Moment> later;
        private final TreeMap<Integer, Integer> cart = new TreeMap<>();
        private Instant now;
        private int step;

        Visit(SplittableRandom random, int day, LocalDate date, List<Moment> out, Consumer<Moment> later) {
            this.random = random;
            this.name = number + "-" + day;
            this.device = random.nextInt(100) < 70 ? 1 : 2;
            this.out = out;
            this.later = later;
            this.now = DrawnShop.opening(date).plusSeconds(random.nextInt(EVENING));
        }

        void go() {
            answerBanner();
            if (hasAccount && chance(35)) {
                logIn();
            }
            List<Integer> seen = browse();
            if (chance(40)) {
                fillCart(seen);
            }
            if (!cart.isEmpty() && chance(60)) {
                order();
            }
        }

        private void answerBanner() {
            if (asked.add(device) && !withdrawn) {
                hand(new ArrayList<>(choices.banner(device(device), now)));
                permitted = Optional.of(permitted.orElse(now));
            }
            boolean due = permitted.isPresent() && !now.isBefore(permitted.get().plus(Choices.WITHDRAWN_AFTER));
            if (choices.withdraws() && !withdrawn && due) {
                withdrawn = true;
                List<Intake> acts = new ArrayList<>();
                asked.forEach(d -> acts.addAll(choices.withdrawal(device(d), now)));
                if (!loggedIn.isEmpty()) {
                    acts.addAll(choices.withdrawal(account(), now));
                }
                hand(acts);
            }
        }

        private void logIn() {
            if (loggedIn.contains(device) || withdrawn) {
                return;
            }
            List<Intake> all = new ArrayList<>();
            if (loggedIn.isEmpty()) {
                all.addAll(choices.banner(account(), now));
                all.addAll(choices.checkout(account(), now));
                all.add(Event.of(MadeUp.ACCOUNT_CREATED).from("shop").about(account(), now, "account-" + number));
            }
            all.add(MadeUp.introduction(number)
                    .with(device(device))
                    .from("shop")
                    .about(account(), now, "introduction-" + number + "-" + device));
            loggedIn.add(device);
            hand(all);
        }

        private List<Integer> browse() {
            List<Integer> seen = new ArrayList<>();
            int views = 1 + random.nextInt(6);
            for (int i = 0; i < views; i++) {
                int product = Goods.pick(random);
                seen.add(product);
                track(device(device), Commerce.productViewed(Goods.id(product)).price(Goods.price(product), "GBP"));
            }
            return seen;
        }

        private void fillCart(List<Integer> seen) {
            int lines = 1 + random.nextInt(3);
            for (int i = 0; i < lines; i++) {
                int product = seen.get(random.nextInt(seen.size()));
                int quantity = 1 + random.nextInt(3);
                cart.merge(product, quantity, Integer::sum);
                track(
                        device(device),
                        Commerce.productAdded("cart-" + name, Goods.id(product))
                                .price(Goods.price(product), "GBP")
                                .quantity(quantity));
            }
            if (cart.size() > 1 && chance(15)) {
                int product = cart.firstKey();
                cart.remove(product);
                track(device(device), Commerce.productRemoved("cart-" + name, Goods.id(product)));
            }
        }

        private void order() {
            if (hasAccount) {
                logIn();
            }
            track(device(device), lines(Commerce.checkoutStarted().cart("cart-" + name)));
            OrderDraft order = lines(Commerce.orderCompleted(name, total().toPlainString(), "GBP"));
            track(buyer(), hasAccount ? order : order.with(device(device)));
            if (chance(12)) {
                sendBack();
            }
        }

        private Identifier buyer() {
            return hasAccount ? account() : Identifier.orderId(name);
        }

        private OrderDraft lines(OrderDraft draft) {
            cart.forEach((product, quantity) -> draft.product(Product.of(Goods.id(product))
                    .name(Goods.name(product))
                    .quantity(quantity)
                    .price(Goods.price(product))));
            return draft;
        }

        private BigDecimal total() {
            return cart.entrySet().stream()
                    .map(e -> new BigDecimal(Goods.price(e.getKey())).multiply(BigDecimal.valueOf(e.getValue())))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        private void sendBack() {
            Instant then = now.plus(Duration.ofDays(3 + random.nextInt(18))).plusSeconds(random.nextInt(600));
            int product = cart.firstKey();
            OrderDraft refund = Commerce.orderRefunded(name)
                    .product(Goods.id(product), cart.getOrDefault(product, 1), Goods.price(product))
                    .currency("GBP");
            later.accept(new Moment(then, List.of(refund.from("shop").about(buyer(), then, "refund-" + name))));
        }

        private void track(Identifier who, EventDraft<?> draft) {
            step++;
            draft.from("web");
            hand(List.of(draft.about(who, now, String.format("visit-%s-%03d", name, step))));
        }

        private void hand(List<Intake> intakes) {
            if (!intakes.isEmpty()) {
                out.add(new Moment(now, intakes));
            }
            now = now.plusSeconds(10 + random.nextInt(110));
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }
    }

    /** What a {@link DrawnShop} sells: 240 products, some far more liked than others. */
    private static final class Goods {

        private static final int COUNT = 240;
        private static final List<String> THINGS = List.of(
                "teapot", "lantern", "bunting", "cake stand", "cushion", "clock", "apron", "tray", "mug", "hook");
        private static final List<String> LOOKS = List.of("red", "white", "vintage", "spotty", "striped", "wooden");

        private Goods() {}

        /** A product's index, the low ones more often. */
        static int pick(SplittableRandom random) {
            double d = random.nextDouble();
            return (int) (COUNT * d * d);
        }

        static String id(int product) {
            return String.format("SKU-%03d", product);
        }

        static String name(int product) {
            return LOOKS.get(product % LOOKS.size()) + " " + THINGS.get(product / LOOKS.size() % THINGS.size());
        }

        /** From 3.00 to 79.99 pounds. */
        static String price(int product) {
            return BigDecimal.valueOf(300 + Long.remainderUnsigned(MadeUp.mix(product), 7_700), 2)
                    .toPlainString();
        }
    }
}
