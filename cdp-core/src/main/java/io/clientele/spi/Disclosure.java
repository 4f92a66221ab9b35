package io.clientele.spi;

import io.clientele.model.Purpose;
import java.time.Instant;

/**
 * That a person's data was handed to a recipient: what the person may ask for (GDPR Art. 15(1)(c), 19).
 *
 * @param firing the firing's id
 * @param destination who received it
 * @param purpose what for
 * @param at when
 */
public record Disclosure(String firing, String destination, Purpose purpose, Instant at) {}
