package io.clientele.rights;

import java.util.List;
import java.util.Map;

/** Writes a page of HTML; whatever is given as text is shown as text. */
final class Markup {

    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1c2330;--soft:#5b6676;--line:#dfe3ea;--paper:#fff;--ground:#f4f6f9;--mark:#2457c5}
            @media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#9aa5b5;--line:#2c3442;--paper:#171d27;--ground:#0f141c;--mark:#8fb2ff}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
            main{max-width:60rem;margin:0 auto;padding:1.25rem}
            h1{font-size:1.9rem;margin:.5rem 0 0;letter-spacing:-.02em}
            h2{font-size:1.2rem;margin:0}
            h3{font-size:1rem;margin:0}
            p{margin:.25rem 0 .75rem;color:var(--soft)}
            section,article{background:var(--paper);border:1px solid var(--line);border-radius:12px}
            section{padding:1.1rem 1.25rem;margin:1rem 0}
            article{padding:.7rem .9rem;margin:.6rem 0}
            article p{margin:.1rem 0 .3rem}
            dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.6rem;margin:1rem 0}
            dl div{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:.6rem .9rem}
            dt{color:var(--soft);font-size:.85rem}
            dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}
            .wide{overflow-x:auto}
            table{border-collapse:collapse;width:100%;font-size:.92rem}
            th{text-align:left;white-space:nowrap;color:var(--soft);font-weight:500;font-size:.82rem}
            th,td{padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
            td:first-child{white-space:nowrap}
            tr:last-child td{border-bottom:0}
            details{margin:.35rem 0}
            summary{cursor:pointer;color:var(--mark)}
            ul{margin:.4rem 0;padding-left:1.2rem}
            li{white-space:pre-wrap;overflow-wrap:anywhere}
            @media(max-width:36rem){main{padding:.75rem}section{padding:.9rem}
            thead{display:none}table,tbody,tr,td{display:block}td{border:0;padding:.05rem 0}
            td:first-child{white-space:normal;color:var(--soft);font-size:.85rem}
            td[data-of]::before{content:attr(data-of) ": ";color:var(--soft);font-size:.85rem}
            tr{padding:.45rem 0;border-bottom:1px solid var(--line)}tr:last-child{border:0}}
            @media print{body{background:#fff}section,article,dl div{border-color:#bbb}details>*{display:block}}
            """;

    private final StringBuilder text = new StringBuilder();
    private boolean open;

    void begin(String title) {
        text.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append("<meta name=\"robots\" content=\"noindex\"><title>");
        shown(title);
        text.append("</title><style>").append(STYLE).append("</style></head><body><main>\n");
    }

    void end() {
        endSection();
        text.append("</main></body></html>\n");
    }

    String text() {
        return text.toString();
    }

    /** Adds markup as it is. */
    void raw(String markup) {
        text.append(markup);
    }

    private void shown(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                default -> text.append(c);
            }
        }
    }

    private void element(String name, String value) {
        text.append('<').append(name).append('>');
        shown(value);
        text.append("</").append(name).append('>');
    }

    private void endSection() {
        text.append(open ? "</section>\n" : "");
        open = false;
    }

    /** Begins a section, which the next one ends. */
    void section(String title, String what) {
        endSection();
        open = true;
        text.append("<section>");
        element("h2", title);
        element("p", what);
    }

    /** Numbers with what they count. */
    void tiles(Map<String, String> tiles) {
        text.append("<dl>");
        tiles.forEach((what, number) -> {
            text.append("<div>");
            element("dt", what);
            element("dd", number);
            text.append("</div>");
        });
        text.append("</dl>");
    }

    /** A table; without a head if there are no columns. */
    void table(List<String> columns, List<List<String>> rows) {
        if (rows.isEmpty()) {
            none(true);
            return;
        }
        text.append("<div class=\"wide\"><table>");
        if (!columns.isEmpty()) {
            text.append("<thead><tr>");
            columns.forEach(column -> element("th", column));
            text.append("</tr></thead>");
        }
        text.append("<tbody>");
        for (List<String> row : rows) {
            text.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell(i > 0 && i < columns.size() ? columns.get(i) : "", row.get(i));
            }
            text.append("</tr>\n");
        }
        text.append("</tbody></table></div>");
    }

    private void cell(String column, String value) {
        text.append("<td");
        if (!column.isEmpty()) {
            text.append(" data-of=\"");
            shown(column);
            text.append('"');
        }
        text.append('>');
        shown(value);
        text.append("</td>");
    }

    /** Says that there is nothing, if there is nothing. */
    void none(boolean nothing) {
        if (nothing) {
            element("p", "Nothing.");
        }
    }

    /** Begins an article. */
    void card(String title, String what) {
        text.append("<article>");
        element("h3", title);
        element("p", what);
    }

    /** Begins what is shown when it is asked for. */
    void open(String what) {
        text.append("<details>");
        element("summary", what);
    }

    void close() {
        text.append("</details>\n");
    }

    /** Lines that are shown when they are asked for. */
    void folded(String what, List<String> lines) {
        if (!lines.isEmpty()) {
            open(what);
            list(lines);
            close();
        }
    }

    void list(List<String> lines) {
        text.append("<ul>");
        lines.forEach(line -> element("li", line));
        text.append("</ul>");
    }
}
