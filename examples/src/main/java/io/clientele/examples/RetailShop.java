package io.clientele.examples;

import io.clientele.commerce.Commerce;
import io.clientele.commerce.OrderDraft;
import io.clientele.commerce.Product;
import io.clientele.examples.Invoice.Line;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A real shop's months: each invoice is one Order Completed with its lines, each cancellation one Order Refunded with
 * the lines sent back. A customer is introduced with the first of them; a guest is known by the order's number alone.
 */
final class RetailShop implements Shop {

    /** Longer orders go without the products' names, to stay within the 64 KiB of an event. */
    private static final int MAX_NAMED_LINES = 300;

    private final List<Invoice> invoices;
    private final List<Invoice> business;
    private final List<Moment> moments = new ArrayList<>();
    private final Set<String> introduced = new HashSet<>();

    private RetailShop(List<Invoice> invoices) {
        this.invoices = invoices;
        this.business = invoices.stream().filter(i -> !i.isStockCorrection()).toList();
    }

    /**
     * Reads a folder.
     *
     * @throws Options.BadInput if a file cannot be read or holds nothing
     */
    static RetailShop read(Path folder) {
        RetailShop shop = new RetailShop(InvoiceFiles.read(folder));
        if (shop.business.isEmpty()) {
            throw new Options.BadInput("no order in the folder " + folder);
        }
        shop.business.forEach(shop::add);
        shop.moments.removeIf(moment -> !moment.time().isBefore(shop.end()));
        Collections.sort(shop.moments);
        return shop;
    }

    /** The invoices that are somebody's business, in order of time. */
    List<Invoice> business() {
        return business;
    }

    private void add(Invoice invoice) {
        List<Intake> intakes = new ArrayList<>();
        if (!invoice.isGuest() && introduced.add(invoice.customer())) {
            intakes.addAll(introduce(invoice));
        }
        intakes.add(event(invoice));
        moments.add(new Moment(invoice.time(), intakes));
    }

    private List<Intake> introduce(Invoice first) {
        Identifier who = who(first);
        Choices choices = Choices.of(first.customer());
        List<Intake> intakes = new ArrayList<>(choices.banner(who, first.time()));
        intakes.addAll(choices.checkout(who, first.time()));
        intakes.add(MadeUp.introduction(first.customer())
                .set("country_name", first.country())
                .from("shop")
                .about(who, first.time(), "introduction-" + first.customer()));
        intakes.add(
                Event.of(MadeUp.ACCOUNT_CREATED).from("shop").about(who, first.time(), "account-" + first.customer()));
        if (choices.withdraws()) {
            Instant then = first.time().plus(Choices.WITHDRAWN_AFTER);
            moments.add(new Moment(then, new ArrayList<>(choices.withdrawal(who, then))));
        }
        return intakes;
    }

    private static Identifier who(Invoice invoice) {
        return invoice.isGuest() ? Identifier.orderId(invoice.number()) : Identifier.userId(invoice.customer());
    }

    private static Event event(Invoice invoice) {
        OrderDraft draft = invoice.isCancellation()
                ? Commerce.orderRefunded(invoice.number())
                : Commerce.orderCompleted(invoice.number(), "0", "GBP");
        draft.total(invoice.total().toPlainString(), "GBP").from("shop");
        boolean named = invoice.counted().size() <= MAX_NAMED_LINES;
        invoice.counted().forEach(line -> draft.product(product(line, named)));
        return draft.about(who(invoice), invoice.time(), messageId(invoice));
    }

    /** The message id of an invoice's event. */
    static String messageId(Invoice invoice) {
        return (invoice.isCancellation() ? "refund-" : "order-") + invoice.number();
    }

    private static Product product(Line line, boolean named) {
        Product product =
                Product.of(line.product()).quantity(Math.abs(line.quantity())).price(line.price());
        return named && !line.name().isEmpty() ? product.name(line.name()) : product;
    }

    @Override
    public String title() {
        long orders = business.stream().filter(i -> !i.isCancellation()).count();
        long refunds = business.size() - orders;
        return String.format(
                "%,d invoices of a real shop: %,d orders + %,d refunds + %,d stock corrections (left out)",
                invoices.size(), orders, refunds, invoices.size() - business.size());
    }

    @Override
    public String fingerprint() {
        long hash = 0;
        for (Invoice invoice : invoices) {
            hash = MadeUp.mix(hash * 31 + invoice.number().hashCode());
            hash = MadeUp.mix(hash * 31 + invoice.total().hashCode());
        }
        return "invoices " + invoices.size() + " " + Long.toHexString(hash);
    }

    @Override
    public Instant start() {
        return midnight(business.get(0).time());
    }

    @Override
    public Instant end() {
        Instant last = business.get(business.size() - 1).time();
        return midnight(last).atZone(ZONE).plus(1, ChronoUnit.DAYS).toInstant();
    }

    private static Instant midnight(Instant time) {
        return time.atZone(ZONE).truncatedTo(ChronoUnit.DAYS).toInstant();
    }

    @Override
    public boolean knowsCarts() {
        return false;
    }

    @Override
    public Iterator<Moment> iterator() {
        return moments.iterator();
    }
}
