package io.clientele.model;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount in a currency, exact to the last decimal given.
 *
 * @param amount the amount in units of the currency (not cents)
 * @param currency the ISO 4217 currency
 */
public record Money(BigDecimal amount, Currency currency) {

    /**
     * Money from texts such as {@code "49.90"} and {@code "EUR"}.
     *
     * @throws IllegalArgumentException if the amount is no decimal number or the currency no ISO 4217 code
     */
    public static Money of(String amount, String currency) {
        try {
            return new Money(new BigDecimal(amount), Currency.getInstance(currency));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("amount must be a decimal number", notANumber);
        }
    }
}
