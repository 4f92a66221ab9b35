package io.clientele.internal.codec;

import io.clientele.model.Evidence;
import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Evidence as fields of a record, each under the name that the caller gives it. A field that says nothing is not written, so
 * records from before a field was known are read as those in which it is not known.
 */
public enum EvidenceFields {
    /** In the journal. */
    SHORT("s", "n", "m", "o", "h", "g", "j", "x", "v", "y"),
    /** In lines of history. */
    LONG(
            "source",
            "notice",
            "method",
            "notice_id",
            "notice_hash",
            "language",
            "jurisdiction",
            "raw_hash",
            "speaker",
            "age");

    private final String source;
    private final String notice;
    private final String[] more;

    EvidenceFields(String source, String notice, String... more) {
        this.source = source;
        this.notice = notice;
        this.more = more;
    }

    /** Writes evidence into a record's fields. */
    void put(Map<String, Object> fields, Evidence evidence) {
        fields.put(source, evidence.source());
        fields.put(notice, evidence.notice());
        put(fields, 0, evidence.method());
        put(fields, 1, evidence.noticeId());
        put(fields, 2, evidence.noticeHash());
        put(fields, 3, evidence.language());
        put(fields, 4, evidence.jurisdiction());
        put(fields, 5, evidence.rawHash());
        put(
                fields,
                6,
                Optional.of(evidence.speaker())
                        .filter(s -> s != Evidence.Speaker.PERSON)
                        .map(Enum::name));
        evidence.age().ifPresent(years -> fields.put(more[7], (long) years));
    }

    private void put(Map<String, Object> fields, int which, Optional<String> value) {
        value.ifPresent(text -> fields.put(more[which], text));
    }

    /**
     * Reads evidence from a record's fields.
     *
     * @throws IllegalArgumentException if a field is there that is none of evidence's
     */
    public Evidence read(Properties fields) {
        Evidence evidence =
                Evidence.of(fields.text(source).orElse(""), fields.text(notice).orElse(""));
        evidence = with(evidence, fields.text(more[0]), Evidence::method);
        evidence = with(evidence, fields.text(more[1]), Evidence::noticeId);
        evidence = with(evidence, fields.text(more[2]), Evidence::noticeHash);
        evidence = with(evidence, fields.text(more[3]), Evidence::language);
        evidence = with(evidence, fields.text(more[4]), Evidence::jurisdiction);
        evidence = with(evidence, fields.text(more[5]), Evidence::rawHash);
        evidence = with(evidence, fields.text(more[6]).map(EvidenceFields::speaker), Evidence::by);
        return with(evidence, fields.number(more[7]).map(BigDecimal::intValue), Evidence::age);
    }

    private static <V> Evidence with(Evidence evidence, Optional<V> value, BiFunction<Evidence, V, Evidence> change) {
        return value.map(v -> change.apply(evidence, v)).orElse(evidence);
    }

    private static Evidence.Speaker speaker(String name) {
        return RecordCodec.constant(Evidence.Speaker.values(), name);
    }
}
