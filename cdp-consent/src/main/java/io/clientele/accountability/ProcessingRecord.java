package io.clientele.accountability;

import io.clientele.consent.internal.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the shop does with personal data, as it is configured at an instant (GDPR Art. 30(1)). No personal data of customers. Immutable.
 */
public final class ProcessingRecord {

    private final String controller;
    private final Instant at;
    private final List<Section> sections;

    ProcessingRecord(String controller, Instant at, List<Section> sections) {
        this.controller = controller;
        this.at = at;
        this.sections = List.copyOf(sections);
    }

    /** Of which instant it is true. */
    public Instant at() {
        return at;
    }

    /** Its parts, in a fixed order: {@code controller}, {@code purposes}, {@code data}, {@code recipients}, {@code sources}, {@code notices}, {@code measures}, {@code assessments} and {@code gaps}. */
    public List<Section> sections() {
        return sections;
    }

    /**
     * The part of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Section section(String key) {
        return sections.stream()
                .filter(section -> section.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("key: no part is named so"));
    }

    /** All of it as JSON, for a machine to keep and compare. */
    public String json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("form", "clientele record of processing 1");
        tree.put("at", at.toString());
        sections.forEach(section -> tree.put(section.key(), section.rows()));
        return JsonText.lines(tree);
    }

    /** All of it as one page of HTML that needs nothing else, for people to read and print. */
    public String page() {
        return new Page(controller, at, sections).html();
    }

    /** The instant and how many parts; nothing of them. */
    @Override
    public String toString() {
        return "record of processing at " + at + " of " + sections.size() + " parts";
    }
}
