package io.clientele.examples;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * One invoice or cancellation of a real shop.
 *
 * @param number its number; a cancellation's starts with C
 * @param customer the customer's number; empty text for a guest
 * @param country the country's English name
 * @param time when it was written
 * @param lines its lines
 */
record Invoice(String number, String customer, String country, Instant time, List<Line> lines)
        implements Comparable<Invoice> {

    /**
     * One line of an invoice.
     *
     * @param product the product's code
     * @param name its name; may be empty
     * @param quantity how many pieces; below 0 when sent back
     * @param price the price of one piece in pounds
     */
    record Line(String product, String name, int quantity, BigDecimal price) {

        BigDecimal value() {
            return price.multiply(BigDecimal.valueOf(Math.abs((long) quantity)));
        }
    }

    boolean isCancellation() {
        return number.startsWith("C");
    }

    boolean isGuest() {
        return customer.isEmpty();
    }

    /** Whether it only corrects the stock: no customer, and nothing that anybody paid or got back. */
    boolean isStockCorrection() {
        return counted().isEmpty() || (isGuest() && total().signum() == 0);
    }

    /** Lines that an order sells or a cancellation takes back. */
    List<Line> counted() {
        return lines.stream()
                .filter(line -> isCancellation() ? line.quantity() < 0 : line.quantity() > 0)
                .toList();
    }

    BigDecimal total() {
        return counted().stream().map(Line::value).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** By time, then by number. */
    @Override
    public int compareTo(Invoice other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : number.compareTo(other.number);
    }
}
