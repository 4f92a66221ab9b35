package io.clientele.benchmarks.shop;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * The seeded event stream of a shop on which segment engines are compared: views, carts, check-outs, orders and their
 * items over 120 days. Plain arithmetic, so that anyone can write it again.
 */
public final class ShopStream {

    /** What happens; the order is part of the definition. */
    public enum Kind {
        VIEW,
        CART,
        CHECKOUT,
        ORDER,
        ITEM
    }

    public static final int CUSTOMERS = 100_000;
    public static final int PRODUCTS = 2_000;
    public static final int CATEGORIES = 50;
    public static final int REGIONS = 20;
    public static final long START = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    public static final long MINUTE = 60_000L;
    public static final long DAY = 24 * 60 * MINUTE;
    public static final long SPAN = 120 * DAY;
    public static final long END = START + 130 * DAY;

    private static final int MOST_VIEWS = 20;
    private static final int MOST_A_SESSION = 40;

    private final double[] customers = cumulated(CUSTOMERS, 0.7);
    private final double[] products = cumulated(PRODUCTS, 0.9);
    private final RandomBits random;
    private final long[] times;
    private final int[] persons;
    private final int[] items;
    private final byte[] kinds;
    private final double[] amounts;
    private int size;

    private ShopStream(int raw, long seed) {
        random = new RandomBits(seed);
        times = new long[raw + MOST_A_SESSION];
        persons = new int[raw + MOST_A_SESSION];
        items = new int[raw + MOST_A_SESSION];
        kinds = new byte[raw + MOST_A_SESSION];
        amounts = new double[raw + MOST_A_SESSION];
        while (size < raw) {
            session();
        }
    }

    /**
     * One event.
     *
     * @param index its place in the stream: its message id
     * @param time milliseconds since 1970
     * @param kind what happened
     * @param customer who, by number
     * @param product of what, or -1
     * @param amount the product's price, or the total of the cart
     */
    public record Row(int index, long time, Kind kind, int customer, int product, double amount) {

        /** The product's category, or -1. */
        public int category() {
            return product < 0 ? -1 : product % CATEGORIES;
        }
    }

    /** The first events of the stream in order of time; the standard seed is 42. */
    public static Row[] first(int n, long seed) {
        ShopStream drawn = new ShopStream(n, seed);
        Integer[] order = IntStream.range(0, drawn.size).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingLong(i -> drawn.times[i]));
        return IntStream.range(0, n).mapToObj(i -> drawn.row(i, order[i])).toArray(Row[]::new);
    }

    private Row row(int index, int drawn) {
        Kind kind = Kind.values()[kinds[drawn]];
        return new Row(index, times[drawn], kind, persons[drawn], items[drawn], amounts[drawn]);
    }

    public static double price(int product) {
        return 5 + ((RandomBits.mix(product + 77) >>> 33) % 19_500) / 100.0;
    }

    public static int region(int customer) {
        return (int) ((RandomBits.mix(customer + 1_000_003) >>> 33) % REGIONS);
    }

    public static boolean consent(int customer) {
        return (RandomBits.mix(customer + 2_000_003) >>> 33) % 100 < 60;
    }

    private static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }

    public static String id(int customer) {
        return "u" + hex(RandomBits.mix(customer + 3_000_003));
    }

    private void session() {
        int customer = pick(customers);
        long time = START + (long) (random.next01() * (SPAN - 180 * MINUTE));
        int[] viewed = new int[MOST_VIEWS];
        int views = 0;
        do {
            int product = pick(products);
            viewed[views++] = product;
            emit(Kind.VIEW, time, customer, product, price(product));
            time += pause(40_000);
        } while (views < MOST_VIEWS && random.next01() >= 0.25);
        if (random.next01() < 0.35) {
            buy(customer, time, viewed, views);
        }
    }

    private void buy(int customer, long start, int[] viewed, int views) {
        int quantity = 1 + (random.next01() < 0.4 ? 1 : 0);
        quantity += random.next01() < 0.2 ? 1 : 0;
        int[] cart = new int[quantity];
        long time = start;
        double total = 0;
        for (int i = 0; i < quantity; i++) {
            cart[i] = viewed[random.below(views)];
            total += price(cart[i]);
            emit(Kind.CART, time, customer, cart[i], price(cart[i]));
            time += pause(20_000);
        }
        if (random.next01() < 0.55) {
            emit(Kind.CHECKOUT, time, customer, -1, total);
            time += pause(60_000);
            if (random.next01() < 0.5) {
                time += random.next01() < 0.15 ? 31 * MINUTE + (long) (random.next01() * 150 * MINUTE) : 0;
                emit(Kind.ORDER, time, customer, -1, total);
                for (int product : cart) {
                    emit(Kind.ITEM, time, customer, product, price(product));
                }
            }
        }
    }

    private long pause(double mean) {
        return 1 + (long) (-Math.log(1 - random.next01()) * mean);
    }

    private void emit(Kind kind, long time, int customer, int product, double amount) {
        times[size] = time;
        kinds[size] = (byte) kind.ordinal();
        persons[size] = customer;
        items[size] = product;
        amounts[size++] = amount;
    }

    private int pick(double[] cumulated) {
        int found = Arrays.binarySearch(cumulated, random.next01());
        return found >= 0 ? found : -found - 1;
    }

    private static double[] cumulated(int n, double exponent) {
        double[] cumulated = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.pow(i + 1, -exponent);
            cumulated[i] = sum;
        }
        for (int i = 0; i < n; i++) {
            cumulated[i] /= sum;
        }
        return cumulated;
    }
}
