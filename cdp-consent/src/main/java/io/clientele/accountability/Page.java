package io.clientele.accountability;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A record of processing as a page: tables on a wide screen, a card for each row on a narrow one, light and dark. */
final class Page {

    private static final String STYLE = """
            :root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1c1d1f;--soft:#5c6066;--line:#e3e4e6;--mark:#0b6b57;--warn:#9a4b00;--tint:#eef6f3}
            @media(prefers-color-scheme:dark){:root{--bg:#141517;--card:#1c1e21;--ink:#e9eaec;--soft:#a2a7ae;--line:#2f3237;--mark:#6fd3b8;--warn:#f0a860;--tint:#1b2a27}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
            main{max-width:1100px;margin:0 auto;padding:2.5rem 1.25rem 4rem}
            header{margin-bottom:2rem}
            h1{font-size:1.9rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.01em}
            header p{margin:0;color:var(--soft)}
            nav{display:flex;flex-wrap:wrap;gap:.4rem;margin:1.25rem 0 0}
            nav a{color:var(--mark);text-decoration:none;background:var(--tint);border-radius:999px;padding:.2rem .75rem;font-size:.9rem}
            nav a:focus-visible,nav a:hover{outline:2px solid var(--mark)}
            section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.25rem 1.25rem .75rem;margin:0 0 1.25rem;scroll-margin-top:1rem}
            section.gaps{border-color:var(--warn)}
            h2{font-size:1.2rem;margin:0}
            h2+p{margin:.1rem 0 .9rem;color:var(--soft);font-size:.85rem}
            table{width:100%;border-collapse:collapse;font-size:.94rem}
            th{text-align:left;font-weight:600;color:var(--soft);font-size:.8rem;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
            td{vertical-align:top;padding:.55rem .75rem .55rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
            td.long{overflow-wrap:anywhere}
            tr:last-child td{border-bottom:0}
            td:first-child{font-weight:600}
            ul{margin:0;padding:0;list-style:none}
            li+li{margin-top:.3rem}
            .none{color:var(--soft);margin:0 0 .5rem}
            @media(max-width:720px){main{padding:1.5rem .9rem 3rem}h1{font-size:1.5rem}section{padding:1rem 1rem .5rem}
            thead{display:none}tr,td{display:block}tr{padding:.6rem 0;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}
            td{border:0;padding:.15rem 0}td::before{content:attr(data-name);display:block;color:var(--soft);font-size:.75rem;font-weight:400}
            td:first-child::before{display:none}td:first-child{font-size:1.02rem}td.void{display:none}}
            @media print{body{background:#fff}nav{display:none}section{break-inside:avoid;border:0;padding:0}}
            """;

    /** From so many letters without a space on, a text may be broken anywhere. */
    private static final int LONG = 40;

    private final StringBuilder out = new StringBuilder();
    private final String controller;
    private final Instant at;
    private final List<Section> sections;

    Page(String controller, Instant at, List<Section> sections) {
        this.controller = controller;
        this.at = at;
        this.sections = sections;
    }

    String html() {
        String day = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC)
                .format(at);
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Record of processing: ")
                .append(escaped(controller))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body><main>\n<header><h1>Record of processing</h1><p>")
                .append(escaped(controller))
                .append(", as configured on ")
                .append(day)
                .append("</p>\n<nav aria-label=\"Parts\">");
        sections.forEach(section -> out.append("<a href=\"#")
                .append(section.key())
                .append("\">")
                .append(escaped(section.title()))
                .append("</a>"));
        out.append("</nav></header>\n");
        sections.forEach(this::section);
        return out.append("</main></body></html>\n").toString();
    }

    private void section(Section section) {
        boolean warns = section.key().equals("gaps") && !section.rows().isEmpty();
        out.append("<section id=\"")
                .append(section.key())
                .append(warns ? "\" class=\"gaps\">" : "\">")
                .append("<h2>")
                .append(escaped(section.title()))
                .append("</h2><p>")
                .append(escaped(section.article()))
                .append("</p>\n");
        if (section.rows().isEmpty()) {
            out.append("<p class=\"none\">None.</p>");
        } else {
            table(section.rows());
        }
        out.append("</section>\n");
    }

    private void table(List<Map<String, Object>> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.keySet()));
        out.append("<table><thead><tr>");
        names.forEach(
                name -> out.append("<th scope=\"col\">").append(label(name)).append("</th>"));
        out.append("</tr></thead><tbody>\n");
        for (Map<String, Object> row : rows) {
            out.append("<tr>");
            names.forEach(name -> cell(name, row.getOrDefault(name, "")));
            out.append("</tr>\n");
        }
        out.append("</tbody></table>");
    }

    private void cell(String name, Object value) {
        boolean isVoid = value.equals("") || value.equals(List.of());
        boolean isLong = value.toString().length() >= LONG && value.toString().indexOf(' ') < 0;
        out.append(isVoid ? "<td class=\"void\"" : isLong ? "<td class=\"long\"" : "<td")
                .append(" data-name=\"")
                .append(label(name))
                .append("\">");
        if (value instanceof List<?> list && list.size() > 1) {
            out.append("<ul>");
            list.forEach(
                    each -> out.append("<li>").append(escaped(each.toString())).append("</li>"));
            out.append("</ul>");
        } else {
            out.append(escaped(
                    value instanceof List<?> list && list.size() == 1
                            ? list.get(0).toString()
                            : text(value)));
        }
        out.append("</td>");
    }

    private static String text(Object value) {
        return value instanceof List<?> ? "" : value.toString();
    }

    private static String label(String name) {
        String words = name.replace('_', ' ');
        return escaped(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
