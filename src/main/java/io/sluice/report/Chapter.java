package io.sluice.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a report says of one series. Texts may be anything; times in tables are of ISO 8601. */
public final class Chapter {
  private final String name;
  private final List<String> cells;
  private final List<String> paragraphs = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();

  private record Table(List<String> heads, List<List<String>> rows) {}

  /**
   * Begins a chapter.
   *
   * @param name of the series
   * @param cells its line in the list to choose from, without the name
   */
  public Chapter(String name, List<String> cells) {
    this.name = name;
    this.cells = List.copyOf(cells);
  }

  public Chapter paragraph(String text) {
    paragraphs.add(text);
    return this;
  }

  public Chapter figure(Figure figure) {
    figures.add(figure);
    return this;
  }

  /** A table with its heads; rows have as many cells. Without rows there is none. */
  public Chapter table(List<String> heads, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      tables.add(new Table(heads, rows));
    }
    return this;
  }

  String name() {
    return name;
  }

  List<String> cells() {
    return cells;
  }

  String json() {
    return EmbeddedJson.of(this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    EmbeddedJson.texts(json, "paragraphs", paragraphs);
    json.writeArrayFieldStart("figures");
    for (Figure figure : figures) {
      figure.write(json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tables");
    for (Table table : tables) {
      json.writeStartObject();
      EmbeddedJson.texts(json, "heads", table.heads);
      EmbeddedJson.rows(json, "rows", table.rows);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
