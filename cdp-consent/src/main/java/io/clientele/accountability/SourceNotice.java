package io.clientele.accountability;

/**
 * Where data comes from that people did not give the shop themselves, and how they are told (GDPR Art. 14).
 *
 * @param source the name under which it comes in, as {@link io.clientele.model.Event#source} has it
 * @param origin from whom the shop has it, and whether everybody could (Art. 14(2)(f))
 * @param told how and by when people are told (Art. 14(3)); empty if nobody tells them
 */
public record SourceNotice(String source, String origin, String told) {

    /** Says where data comes from and how people are told. */
    public static SourceNotice of(String source, String origin, String told) {
        return new SourceNotice(source, origin, told);
    }
}
