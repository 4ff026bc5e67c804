package io.sluice.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One self-contained HTML page, written from the top down. Texts are escaped here. */
public final class Page {
  private final StringBuilder html = new StringBuilder();
  private final List<String> data = new ArrayList<>();

  /** A page with its title. */
  public Page(String title) {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append(Inline.head());
    html.append("<link rel=\"icon\" href=\"data:,\">\n");
    html.append("<title>").append(escape(title)).append("</title>\n</head>\n<body>\n<main>\n");
    html.append("<h1>").append(escape(title)).append("</h1>\n");
    html.append("<noscript><p>The charts of this page need JavaScript.</p></noscript>\n");
  }

  public Page heading(String text) {
    html.append("<h2>").append(escape(text)).append("</h2>\n");
    return this;
  }

  public Page paragraph(String text) {
    html.append("<p class=\"text\">").append(escape(text)).append("</p>\n");
    return this;
  }

  /** A table with its heads; rows have as many cells. */
  public Page table(List<String> heads, List<List<String>> rows) {
    html.append("<div class=\"scroll\"><table class=\"figures\">\n");
    row("th", heads);
    rows.forEach(row -> row("td", row));
    html.append("</table></div>\n");
    return this;
  }

  private void row(String cell, List<String> texts) {
    html.append("<tr>");
    for (String text : texts) {
      html.append('<').append(cell).append('>').append(escape(text));
      html.append("</").append(cell).append('>');
    }
    html.append("</tr>\n");
  }

  /** A chart. */
  public Page figure(Figure figure) {
    String id = "data-" + data.size();
    html.append("<figure class=\"chart\" data-figure=\"").append(id).append("\"></figure>\n");
    embed(id, EmbeddedJson.of(figure::write));
    return this;
  }

  /**
   * Series to choose from, one chapter each.
   *
   * @param rest where what is said of those that had no room is found
   */
  public Page chapters(Chapters chapters, String rest) {
    if (chapters.leftOut() > 0) {
      paragraph(
          "%,d series with the least to see are left out, to keep this page below %d MiB: %s has them all."
              .formatted(chapters.leftOut(), Chapters.MOST_BYTES >> 20, rest));
    }
    html.append("<section id=\"chapters\" aria-label=\"Series\"></section>\n");
    List<Chapters.Kept> kept = chapters.kept();
    embed("index", EmbeddedJson.of(json -> index(json, chapters.heads(), kept)));
    for (int i = 0; i < kept.size(); i++) {
      embed("chapter-" + i, kept.get(i).json());
    }
    return this;
  }

  private static void index(JsonGenerator json, List<String> heads, List<Chapters.Kept> kept)
      throws IOException {
    json.writeStartObject();
    EmbeddedJson.texts(json, "heads", heads);
    EmbeddedJson.texts(json, "names", kept.stream().map(Chapters.Kept::name).toList());
    EmbeddedJson.rows(json, "cells", kept.stream().map(Chapters.Kept::cells).toList());
    json.writeEndObject();
  }

  private void embed(String id, String json) {
    data.add("<script type=\"application/json\" id=\"" + id + "\">" + json + "</script>\n");
  }

  /** The whole page. */
  public String html() {
    StringBuilder whole = new StringBuilder(html).append("</main>\n");
    data.forEach(whole::append);
    return whole.append(Inline.scripts()).append("</body>\n</html>\n").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
