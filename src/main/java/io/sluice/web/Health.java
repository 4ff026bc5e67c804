package io.sluice.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Answers to the questions whether the process is alive and whether it does its work. */
final class Health {
  private static final JsonFactory JSON = new JsonFactory();

  private final HealthSource source;

  Health(HealthSource source) {
    this.source = source;
  }

  /** Whether a restart would not help: no pipeline has failed for good. */
  Reply live() {
    return check(state -> !state.equals(HealthSource.ERROR));
  }

  /** Whether every pipeline takes its share of the work. */
  Reply ready() {
    return check(
        state -> state.equals(HealthSource.RUNNING) || state.equals(HealthSource.FALLBACK));
  }

  private Reply check(Predicate<String> isUp) {
    Map<String, String> states = new TreeMap<>(source.states());
    boolean up = states.values().stream().allMatch(isUp);
    return new Reply(up ? 200 : 503, "application/json", body(up, states));
  }

  private static String body(boolean up, Map<String, String> states) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", up ? "up" : "down");
      json.writeObjectFieldStart("pipelines");
      for (Map.Entry<String, String> pipeline : states.entrySet()) {
        json.writeStringField(pipeline.getKey(), pipeline.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A StringWriter does not fail.
    }
    return text + "\n";
  }
}
