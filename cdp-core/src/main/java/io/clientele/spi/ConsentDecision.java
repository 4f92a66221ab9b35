package io.clientele.spi;

/**
 * The answer of the consent gate to one question.
 *
 * @param permitted whether the processing may go on
 * @param reason a short stable word, such as {@code granted}, {@code no_act}, {@code withdrawn}, {@code refused},
 *     {@code objection}, {@code unknown_purpose}, {@code basis_not_allowed}, {@code contract}
 * @param epoch the state of the person's choices that the answer was given on; it moves with every act
 */
public record ConsentDecision(boolean permitted, String reason, long epoch) {}
