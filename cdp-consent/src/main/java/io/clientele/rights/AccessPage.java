package io.clientele.rights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An access file as a page of HTML for the person: no script, no request to anywhere, light and dark, narrow and wide, on paper. */
final class AccessPage {

    private static final int MONTH = "2026-01".length();
    private static final int MINUTE = "2026-01-01T00:00".length();

    private final Map<String, Object> tree;
    private final Markup page = new Markup();

    AccessPage(Map<String, Object> tree) {
        this.tree = tree;
    }

    String html() {
        page.begin("Your data");
        Map<?, ?> person = map(tree.get("person"));
        page.raw(
                "<header><h1>Your data</h1><p>All that is held about you, why, where it came from, and who was told.</p>");
        page.tiles(tiles());
        page.raw("</header>");
        person(person);
        purposes();
        consents();
        segments();
        recipients();
        events();
        sources();
        held();
        requests();
        page.section("Your rights", "You have the right");
        page.list(texts(tree.get("rights")));
        page.end();
        return page.text();
    }

    private Map<String, String> tiles() {
        Map<String, String> tiles = new LinkedHashMap<>();
        tiles.put("records", String.valueOf(maps("events").size()));
        tiles.put("choices", String.valueOf(maps("consents").size()));
        tiles.put("groups you are in", String.valueOf(maps("segments").size()));
        tiles.put("recipients", String.valueOf(maps("recipients").size()));
        return tiles;
    }

    private void person(Map<?, ?> person) {
        page.section("Who you are to us", "What you are known by, and what is known about you.");
        List<List<String>> rows = new ArrayList<>();
        map(person.get("identifiers")).forEach((namespace, value) -> rows.add(List.of(words(namespace), plain(value))));
        map(person.get("traits")).forEach((name, value) -> rows.add(List.of(words(name), plain(value))));
        for (Map<?, ?> account : maps(person.get("accounts"))) {
            rows.add(List.of("account", plain(account.get("id")) + ", since " + day(account.get("since"))));
        }
        page.table(List.of(), rows);
        List<String> why = new ArrayList<>();
        for (Map<?, ?> tie : maps(person.get("joined_because"))) {
            why.add(pair(tie.get("one")) + " and " + pair(tie.get("other")) + ": seen together on "
                    + day(tie.get("seen")));
        }
        page.folded("Why these belong together", why);
    }

    private void purposes() {
        page.section("What it is used for", "Each use, whether you permit it now, and how long the data is kept.");
        List<List<String>> rows = new ArrayList<>();
        for (Map<?, ?> purpose : maps("purposes")) {
            String may = Boolean.TRUE.equals(purpose.get("permitted_now")) ? "yes" : "no";
            rows.add(List.of(
                    words(purpose.get("purpose")),
                    may + " (" + words(purpose.get("because")) + ")",
                    plain(purpose.get("records")),
                    plain(purpose.get("kept"))));
        }
        page.table(List.of("use", "permitted now", "records", "kept"), rows);
    }

    private void consents() {
        page.section("What you agreed to", "Every choice you made, the latest last.");
        List<List<String>> rows = new ArrayList<>();
        for (Map<?, ?> act : maps("consents")) {
            String where = act.get("source") == null ? "" : plain(act.get("source"));
            String text = act.get("notice") == null ? "" : ", text " + plain(act.get("notice"));
            rows.add(List.of(minute(act.get("time")), words(act.get("act")), words(act.get("purpose")), where + text));
        }
        page.table(List.of("when", "choice", "use", "where"), rows);
    }

    private void segments() {
        page.section("Groups you are in", "By rules that look at what you did: what each is for, and its rule.");
        for (Map<?, ?> segment : maps("segments")) {
            page.card(
                    plain(segment.get("segment")),
                    "for " + words(segment.get("purpose")) + ": " + plain(segment.get("logic")));
            page.folded("Why you are in it", texts(segment.get("because")));
            page.raw("</article>");
        }
        page.none(maps("segments").isEmpty());
    }

    private void recipients() {
        page.section("Who was told", "To whom something about you was actually handed.");
        for (Map<?, ?> recipient : maps("recipients")) {
            List<Map<?, ?>> told = maps(recipient.get("told"));
            page.card(plain(recipient.get("recipient")), told.size() + (told.size() == 1 ? " time" : " times"));
            page.folded(
                    "When and what for",
                    told.stream()
                            .map(each -> minute(each.get("at")) + ", for " + words(each.get("purpose")))
                            .toList());
            page.raw("</article>");
        }
        page.none(maps("recipients").isEmpty());
    }

    private void events() {
        page.section("What you did", "Every record, by month.");
        Map<String, List<List<String>>> months = new LinkedHashMap<>();
        for (Map<?, ?> event : maps("events")) {
            String time = plain(event.get("time"));
            months.computeIfAbsent(time.substring(0, MONTH), key -> new ArrayList<>())
                    .add(List.of(minute(time), plain(event.get("event")), plain(map(event.get("properties")))));
        }
        months.forEach((month, rows) -> {
            page.open(month + " · " + rows.size());
            page.table(List.of("when", "what", "details"), rows);
            page.close();
        });
        page.none(months.isEmpty());
    }

    private void sources() {
        page.section("Where it came from", "The places that recorded it.");
        List<List<String>> rows = new ArrayList<>();
        maps("sources").forEach(each -> rows.add(List.of(plain(each.get("source")), plain(each.get("records")))));
        page.table(List.of("source", "records"), rows);
        for (Map<?, ?> held : maps("held_elsewhere")) {
            page.folded("Held beside it", List.of(plain(held)));
        }
    }

    private void held() {
        page.section(
                "What a law has us keep", "Its period is over: nothing is done with it, and the law's period ends it.");
        List<List<String>> rows = new ArrayList<>();
        for (Map<?, ?> held : maps("held_by_law")) {
            Map<?, ?> event = map(held.get("event"));
            rows.add(List.of(
                    minute(event.get("time")),
                    plain(event.get("event")) + ": " + plain(map(event.get("properties"))),
                    plain(held.get("law")),
                    day(held.get("until"))));
        }
        page.table(List.of("when", "what", "law", "until"), rows);
    }

    private void requests() {
        page.section("What you asked", "Your requests, and until when they are to be answered.");
        List<List<String>> rows = new ArrayList<>();
        for (Map<?, ?> request : maps("requests")) {
            rows.add(List.of(
                    day(request.get("received")),
                    words(request.get("kind")),
                    words(request.get("state")),
                    day(request.get("due"))));
        }
        page.table(List.of("asked", "what", "state", "due"), rows);
    }

    // ---- parts of the tree

    private List<Map<?, ?>> maps(String name) {
        return maps(tree.get(name));
    }

    private static List<Map<?, ?>> maps(@Nullable Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof Collection<?> items) {
            items.forEach(item -> maps.add(map(item)));
        }
        return maps;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> items) {
            items.forEach(item -> texts.add(item.toString()));
        }
        return texts;
    }

    private static String pair(@Nullable Object value) {
        List<String> parts = new ArrayList<>();
        map(value).forEach((namespace, name) -> parts.add(words(namespace) + " " + name));
        return String.join(", ", parts);
    }

    /** A value as a person reads it: fields as "name: value". */
    private static String plain(@Nullable Object value) {
        List<String> parts = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, part) -> parts.add(words(name) + ": " + plain(part)));
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> parts.add(plain(item)));
        } else {
            parts.add(String.valueOf(value));
        }
        return String.join(", ", parts);
    }

    private static String words(@Nullable Object name) {
        return String.valueOf(name).replace('_', ' ').toLowerCase(java.util.Locale.ROOT);
    }

    private static String day(@Nullable Object time) {
        return minute(time).substring(0, "2026-01-01".length());
    }

    private static String minute(@Nullable Object time) {
        String text = String.valueOf(time);
        return text.substring(0, Math.min(MINUTE, text.length())).replace('T', ' ');
    }
}
