package io.clientele.accountability;

import io.clientele.model.EventType;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What asks for an assessment, and what is missing. */
final class Concerns {

    /** From so many profiles on it is a large scale: recital 91 names no number, so this is a careful one. */
    private static final int LARGE = 10_000;

    private final Inventory inventory;
    private final int people;

    Concerns(Inventory inventory, int people) {
        this.inventory = inventory;
        this.people = people;
    }

    private boolean has(Purpose purpose) {
        return inventory.purposes().contains(purpose);
    }

    private boolean isShared(Purpose purpose) {
        return !inventory.recipients(purpose).isEmpty();
    }

    private Optional<Map<String, Object>> children() {
        boolean open = inventory.purposes().stream()
                .anyMatch(purpose -> purpose.allows(LawfulBasis.CONSENT) && !purpose.isAdultsOnly());
        return Sections.concern(
                open, "children", "purposes on consent are open to people under 18", "WP 248, criterion 7");
    }

    private boolean isSentAway() {
        return inventory.parties().stream().anyMatch(party -> !party.isInTheArea());
    }

    /** Reasons for which a data protection impact assessment may be needed. */
    Section assessments() {
        return section(
                "assessments",
                "Reasons for an impact assessment",
                "GDPR Art. 35(1) and (3); criteria of WP 248",
                Stream.of(
                        Sections.concern(
                                has(Purpose.PERSONALISATION) || has(Purpose.AD_AUDIENCES),
                                "profiling",
                                "people are evaluated by what they did, to choose what they see",
                                "Art. 35(3)(a)"),
                        Sections.concern(
                                inventory.categories().stream().anyMatch(Category::isSpecial),
                                "special categories",
                                "a schema declares fields of a special category",
                                "Art. 35(3)(b)"),
                        Sections.concern(
                                people >= LARGE,
                                "large scale",
                                "the store has known " + people + " profiles, more than " + LARGE,
                                "Art. 35(3)(b), recital 91"),
                        Sections.concern(
                                has(Purpose.STITCHING),
                                "combined data",
                                "what was seen under several identifiers and sources is joined into one profile",
                                "WP 248, criterion 6"),
                        children(),
                        Sections.concern(
                                isShared(Purpose.AD_AUDIENCES) || isShared(Purpose.DATA_SALE),
                                "handed on",
                                "data goes to others for advertising or sale",
                                "Art. 35(1)"),
                        Sections.concern(
                                isSentAway(),
                                "transfers",
                                "data goes to countries outside the EEA",
                                "Art. 35(1), 44")));
    }

    /** What somebody has to see to. */
    Section gaps(AccountabilityModule.Declared declared, List<String> untold) {
        List<Optional<Map<String, Object>>> gaps = new ArrayList<>();
        untold.forEach(what ->
                gaps.add(Sections.concern(true, what, "new, and people were not told of it yet", "Art. 13(3)")));
        gaps.add(Sections.concern(
                declared.controller().officer().isEmpty(), "data protection officer", "none is named", "Art. 37"));
        gaps.add(Sections.concern(
                inventory.notices().isEmpty(), "notices", "no text was given that people are shown", "Art. 13"));
        gaps.add(Sections.concern(
                inventory.schemas().find(EventType.IDENTIFY).isEmpty(),
                "traits",
                "no schema declares them, so whatever is sent is kept unless only declared fields are",
                "Art. 5(1)(c)"));
        inventory.undeclared().stream()
                .filter(type -> !type.equals(EventType.IDENTIFY))
                .map(EventType::name)
                .distinct()
                .forEach(name -> gaps.add(Sections.concern(
                        true, "type " + name, "it is collected and no schema declares its fields", "Art. 5(1)(c)")));
        inventory.parties().forEach(party -> gaps.addAll(gaps(party)));
        declared.sources()
                .forEach(source -> gaps.add(Sections.concern(
                        source.told().isBlank(),
                        "source " + source.source(),
                        "nobody tells people that the shop has data from there",
                        "Art. 14(3)")));
        inventory.purposes().stream()
                .filter(purpose -> purpose.allows(LawfulBasis.CONSENT)
                        && !inventory.notices().isEmpty())
                .filter(purpose -> inventory.notices().stream().noneMatch(notice -> notice.covers(purpose)))
                .forEach(purpose -> gaps.add(
                        Sections.concern(true, "purpose " + purpose.key(), "no notice speaks of it", "Art. 13(1)(c)")));
        return section("gaps", "To be seen to", "", gaps.stream());
    }

    private static List<Optional<Map<String, Object>>> gaps(Party party) {
        String who = "recipient " + party.name();
        boolean bound = party.standing() != Party.Standing.CONTROLLER;
        return List.of(
                Sections.concern(bound && party.contract().isEmpty(), who, "no contract is filed", "Art. 26, 28(3)"),
                Sections.concern(
                        !party.isInTheArea() && party.transfer().isEmpty(),
                        who,
                        "no ground is named for which data may go to " + party.country(),
                        "Art. 44"),
                Sections.concern(party.purposes().isEmpty(), who, "no purpose is named", "Art. 5(1)(b), 30(1)(d)"));
    }

    private static Section section(
            String key, String title, String article, Stream<Optional<Map<String, Object>>> rows) {
        return new Section(key, title, article, rows.flatMap(Optional::stream).toList());
    }
}
