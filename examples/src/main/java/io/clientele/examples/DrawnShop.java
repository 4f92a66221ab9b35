package io.clientele.examples;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * A shop drawn from a seed: regulars, now-and-thens and guests who browse, fill carts, order, lapse and send back,
 * busier on weekends and before Christmas. Moments are drawn day by day, so that a large shop needs no more room than
 * a small one.
 */
final class DrawnShop implements Shop {

    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 9, 1);

    private final int customers;
    private final int months;
    private final long seed;

    /**
     * A shop.
     *
     * @param customers how many people come over time, at least 1
     * @param months how many months, at least 1
     * @param seed the same seed gives the same shop
     */
    DrawnShop(int customers, int months, long seed) {
        this.customers = customers;
        this.months = months;
        this.seed = seed;
    }

    private int days() {
        return (int) (FIRST_DAY.plusMonths(months).toEpochDay() - FIRST_DAY.toEpochDay());
    }

    @Override
    public String title() {
        return String.format("%,d people and %d months of a shop drawn from seed %d", customers, months, seed);
    }

    @Override
    public String fingerprint() {
        return "drawn " + customers + " " + months + " " + seed;
    }

    @Override
    public Instant start() {
        return FIRST_DAY.atStartOfDay(ZONE).toInstant();
    }

    @Override
    public Instant end() {
        return FIRST_DAY.plusMonths(months).atStartOfDay(ZONE).toInstant();
    }

    @Override
    public boolean knowsCarts() {
        return true;
    }

    @Override
    public Iterator<Moment> iterator() {
        return new Days();
    }

    /** Draws one day after the other. */
    private final class Days implements Iterator<Moment> {

        private final List<Visitor> visitors = new ArrayList<>();
        private final TreeMap<LocalDate, List<Moment>> later = new TreeMap<>();
        private List<Moment> today = List.of();
        private int next;
        private int day = -1;

        Days() {
            for (int number = 0; number < customers; number++) {
                visitors.add(new Visitor(number, seed, days()));
            }
        }

        @Override
        public boolean hasNext() {
            while (next == today.size() && day + 1 < days()) {
                day++;
                today = draw(FIRST_DAY.plusDays(day));
                next = 0;
            }
            return next < today.size();
        }

        @Override
        public Moment next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return today.get(next++);
        }

        private List<Moment> draw(LocalDate date) {
            List<Moment> drawn = new ArrayList<>();
            for (Visitor visitor : visitors) {
                visitor.visit(day, date, drawn, this::postpone);
            }
            Map.Entry<LocalDate, List<Moment>> due = later.firstEntry();
            while (due != null && !due.getKey().isAfter(date)) {
                drawn.addAll(due.getValue());
                later.remove(due.getKey());
                due = later.firstEntry();
            }
            Collections.sort(drawn);
            return drawn;
        }

        private void postpone(Moment moment) {
            LocalDate date = moment.time().atZone(ZONE).toLocalDate();
            later.computeIfAbsent(date, d -> new ArrayList<>()).add(moment);
        }
    }

    /** How much busier a day is than the quietest. */
    static double season(LocalDate date) {
        double weekend = date.getDayOfWeek().getValue() >= 6 ? 1.4 : 1.0;
        long toChristmas = LocalDate.of(date.getYear(), 12, 24).toEpochDay() - date.toEpochDay();
        double advent = toChristmas >= 0 && toChristmas < 35 ? 1.8 : 1.0;
        return weekend * advent;
    }

    /** How long nobody shops: visits begin between eight and nine in the evening at the latest. */
    static Instant opening(LocalDate date) {
        return date.atStartOfDay(ZONE).toInstant().plus(Duration.ofHours(8));
    }
}
