package io.clientele.examples;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;

/** What a {@link DrawnShop} sells: 240 products, some far more liked than others. */
final class Goods {

    private static final int COUNT = 240;
    private static final List<String> THINGS =
            List.of("teapot", "lantern", "bunting", "cake stand", "cushion", "clock", "apron", "tray", "mug", "hook");
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
        return BigDecimal.valueOf(300 + Long.remainderUnsigned(Mix.mix(product), 7_700), 2)
                .toPlainString();
    }
}
