package io.sluice.report;

import java.util.List;

/** One self-contained HTML page, written from the top down. */
public final class Page {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:900px;margin:2em auto;padding:0 1em;color:#222}
      table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;text-align:right}
      th{border-bottom:1px solid #999;font-weight:600}td:first-child,th:first-child{text-align:left}
      svg{width:100%;height:auto}.axis{font-size:11px;fill:#555}.grid{stroke:#eee}
      .key{display:inline-block;width:1.6em;height:.7em;margin:0 .4em 0 1.2em}
      """;

  private final StringBuilder html = new StringBuilder();

  /** A page with its title. Texts are escaped here. */
  public Page(String title) {
    html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>");
    html.append(escape(title)).append("</title><style>").append(STYLE).append("</style>");
    html.append("<h1>").append(escape(title)).append("</h1>");
  }

  public Page heading(String text) {
    html.append("<h2>").append(escape(text)).append("</h2>");
    return this;
  }

  public Page paragraph(String text) {
    html.append("<p>").append(escape(text)).append("</p>");
    return this;
  }

  /** A table with its heads; rows have as many cells. */
  public Page table(List<String> heads, List<List<String>> rows) {
    html.append("<table>");
    row("th", heads);
    rows.forEach(row -> row("td", row));
    html.append("</table>");
    return this;
  }

  private void row(String cell, List<String> texts) {
    html.append("<tr>");
    for (String text : texts) {
      html.append('<').append(cell).append('>').append(escape(text));
      html.append("</").append(cell).append('>');
    }
    html.append("</tr>");
  }

  /** HTML as it is. */
  public Page raw(String some) {
    html.append(some);
    return this;
  }

  /** The whole page. */
  public String html() {
    return html + "</html>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
