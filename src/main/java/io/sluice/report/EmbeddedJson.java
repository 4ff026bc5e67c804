package io.sluice.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** JSON that may stand in an HTML page, whatever its texts say. */
final class EmbeddedJson {
  private static final JsonFactory JSON = new JsonFactory();

  private EmbeddedJson() {}

  /** Writes into a generator. */
  @FunctionalInterface
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** No text in it can end the element that it stands in: there is no {@code <} in it. */
  static String of(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string does not fail
    }
    return text.toString().replace("<", "\\u003c");
  }

  static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  static void rows(JsonGenerator json, String name, List<List<String>> rows) throws IOException {
    json.writeArrayFieldStart(name);
    for (List<String> row : rows) {
      json.writeStartArray();
      for (String text : row) {
        json.writeString(text);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }
}
