package io.clientele.examples;

import io.clientele.segment.shop.Rfm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * People, orders, segment sizes and mails of a real shop's months, computed from the order files in one pass by plain
 * Java: the answer the replay must give. Shares with it the consent rule and nothing else.
 */
final class OnePass {

    private static final Pattern FIELD = Pattern.compile("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))");

    /** One invoice that is somebody's business. */
    private static final class Deal {
        private String number = "";
        private String customer = "";
        private Instant time = Instant.EPOCH;
        private BigDecimal total = BigDecimal.ZERO;
        private final Set<String> products = new TreeSet<>();

        private boolean refund() {
            return number.startsWith("C");
        }

        private String messageId() {
            return (refund() ? "refund-" : "order-") + number;
        }
    }

    /** One customer's business in order. */
    private static final class Customer {
        private final List<Deal> orders = new ArrayList<>();
        private Instant first = Instant.MAX;
        private Instant sameSentBack = Instant.MAX;
        private final Set<String> bought = new HashSet<>();
    }

    private final Map<String, Customer> customers = new TreeMap<>();
    private long guests;
    private long orders;
    private long refunds;

    private OnePass() {}

    static OnePass over(Path folder) throws IOException {
        Map<String, Deal> deals = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".csv.gz")).toList()) {
                read(file, deals);
            }
        }
        OnePass pass = new OnePass();
        deals.values().stream()
                .filter(deal -> !deal.products.isEmpty())
                .filter(deal -> !deal.customer.isEmpty() || deal.total.signum() != 0)
                .sorted(Comparator.comparing((Deal deal) -> deal.time).thenComparing(Deal::messageId))
                .forEach(pass::take);
        return pass;
    }

    private static void read(Path file, Map<String, Deal> deals) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            reader.readLine();
            reader.lines().map(OnePass::split).forEach(row -> addLine(row, deals));
        }
    }

    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>();
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            String quoted = matcher.group(1);
            fields.add(quoted == null ? matcher.group(2) : quoted.replace("\"\"", "\""));
        }
        return fields;
    }

    private static void addLine(List<String> row, Map<String, Deal> deals) {
        Deal deal = deals.computeIfAbsent(row.get(0), number -> new Deal());
        if (deal.number.isEmpty()) {
            deal.number = row.get(0);
            deal.customer = row.get(6).replace(".0", "");
            deal.time = LocalDateTime.parse(row.get(4).replace(' ', 'T'))
                    .atZone(Shop.ZONE)
                    .toInstant();
        }
        int pieces = deal.refund() ? -Integer.parseInt(row.get(3)) : Integer.parseInt(row.get(3));
        if (pieces > 0) {
            deal.products.add(row.get(1));
            deal.total = deal.total.add(new BigDecimal(row.get(5)).multiply(new BigDecimal(pieces)));
        }
    }

    private void take(Deal deal) {
        orders += deal.refund() ? 0 : 1;
        refunds += deal.refund() ? 1 : 0;
        if (deal.customer.isEmpty()) {
            guests++;
            return;
        }
        Customer customer = customers.computeIfAbsent(deal.customer, number -> new Customer());
        customer.first = customer.first.equals(Instant.MAX) ? deal.time : customer.first;
        if (!deal.refund()) {
            customer.orders.add(deal);
            customer.bought.addAll(deal.products);
        } else if (customer.sameSentBack.equals(Instant.MAX)
                && deal.products.stream().anyMatch(customer.bought::contains)) {
            customer.sameSentBack = deal.time;
        }
    }

    long customers() {
        return customers.size();
    }

    long guests() {
        return guests;
    }

    long orders() {
        return orders;
    }

    long refunds() {
        return refunds;
    }

    /** The sizes of the five segments at an instant, in the order in which the replay shows them. */
    List<Long> sizes(Instant at) {
        long[] sizes = new long[5];
        customers.forEach((number, customer) -> {
            if (permits(number, customer, at)) {
                boolean[] in = membership(customer, at);
                for (int i = 0; i < in.length; i++) {
                    sizes[i] += in[i] ? 1 : 0;
                }
            }
        });
        return java.util.Arrays.stream(sizes).boxed().toList();
    }

    /** How many customers bought something in the last days before an instant, which counts. */
    long bought(Instant at, int days) {
        return customers.entrySet().stream()
                .filter(customer -> permits(customer.getKey(), customer.getValue(), at))
                .filter(customer -> past(customer.getValue(), at).stream()
                        .anyMatch(deal -> deal.time.isAfter(at.minus(Duration.ofDays(days)))))
                .count();
    }

    /** How many customers are in each fifth at an instant, the best first, compared by one measure; equals are in the better one. */
    List<Long> fifths(Instant at, Rfm.Measure measure) {
        List<BigDecimal> values = customers.entrySet().stream()
                .filter(customer -> permits(customer.getKey(), customer.getValue(), at))
                .map(customer -> past(customer.getValue(), at))
                .filter(past -> !past.isEmpty())
                .map(past -> value(past, measure))
                .sorted(Comparator.reverseOrder())
                .toList();
        long[] sizes = new long[5];
        for (BigDecimal value : values) {
            int tier = 0;
            while (tier < 4 && value.compareTo(values.get((values.size() * (tier + 1) + 4) / 5 - 1)) < 0) {
                tier++;
            }
            sizes[tier]++;
        }
        return java.util.Arrays.stream(sizes).boxed().toList();
    }

    private static BigDecimal value(List<Deal> past, Rfm.Measure measure) {
        return switch (measure) {
            case RECENCY -> BigDecimal.valueOf(past.get(past.size() - 1).time.getEpochSecond());
            case FREQUENCY -> BigDecimal.valueOf(past.size());
            case MONEY -> past.stream().map(deal -> deal.total).reduce(BigDecimal.ZERO, BigDecimal::add);
        };
    }

    private static List<Deal> past(Customer customer, Instant at) {
        return customer.orders.stream().filter(deal -> !deal.time.isAfter(at)).toList();
    }

    private static boolean permits(String number, Customer customer, Instant at) {
        Choices choices = Choices.of(number);
        boolean withdrawn = choices.withdraws() && !at.isBefore(customer.first.plus(Choices.WITHDRAWN_AFTER));
        return choices.analytics() == Choices.Answer.YES && !withdrawn;
    }

    private static boolean[] membership(Customer customer, Instant at) {
        List<Deal> past = past(customer, at);
        boolean fresh = !customer.first.isAfter(at) && customer.first.isAfter(at.minus(Duration.ofDays(7)));
        Instant latest = past.isEmpty() ? Instant.MAX : past.get(past.size() - 1).time;
        long large = past.stream()
                .filter(deal -> deal.total.compareTo(new BigDecimal(100)) > 0)
                .filter(deal -> deal.time.isAfter(at.minus(Duration.ofDays(90))))
                .count();
        return new boolean[] {
            !latest.isAfter(at.minus(Duration.ofDays(60))),
            large >= 3,
            !customer.sameSentBack.isAfter(at),
            fresh,
            past.size() == 1 && !latest.isAfter(at.minus(Duration.ofDays(30)))
        };
    }

    /** How many win-back mails go out up to an instant: one each time a customer who permits both lapses. */
    long mails(Instant end) {
        long[] mails = new long[1];
        customers.forEach((number, customer) -> {
            if (Choices.of(number).mail() == Choices.Answer.YES) {
                lapses(customer, end).stream()
                        .filter(at -> permits(number, customer, at))
                        .forEach(at -> mails[0]++);
            }
        });
        return mails[0];
    }

    private static List<Instant> lapses(Customer customer, Instant end) {
        List<Instant> lapses = new ArrayList<>();
        for (int i = 0; i < customer.orders.size(); i++) {
            Instant lapse = customer.orders.get(i).time.plus(Duration.ofDays(60));
            boolean late = i + 1 == customer.orders.size()
                    || !customer.orders.get(i + 1).time.isBefore(lapse);
            if (late && !lapse.isAfter(end)) {
                lapses.add(lapse);
            }
        }
        return lapses;
    }
}
