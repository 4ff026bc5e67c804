package io.sluice.backtest;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.model.ModelContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a backtest's metrics as JSON; what is undefined is null. */
final class MetricsJson {
  private MetricsJson() {}

  static void write(Path file, BacktestResult result) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      head(json, result);
      next(json, result.next());
      json.writeObjectFieldStart("mean");
      for (Map.Entry<String, Map<String, Double>> entry : result.metrics().entrySet()) {
        metrics(json, entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("keys");
      for (Scored key : result.keys()) {
        json.writeObjectFieldStart(key.series().name());
        for (String forecaster : key.errors().keySet()) {
          metrics(json, forecaster, key.metrics(forecaster).byName());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static void head(JsonGenerator json, BacktestResult result) throws IOException {
    BacktestSettings settings = result.settings();
    ModelContract model = result.model();
    json.writeStringField("pipeline", settings.pipeline().name());
    json.writeObjectFieldStart("model");
    json.writeStringField("name", model.name());
    json.writeStringField("version", model.version());
    json.writeStringField("hash", model.hash());
    json.writeEndObject();
    json.writeNumberField("horizon", settings.horizon());
    json.writeNumberField("windows", settings.windows());
    json.writeNumberField("season", settings.season());
    json.writeNumberField("series", result.scored());
    json.writeNumberField("series-too-short", result.tooShort());
    json.writeNumberField("series-seen-in-training", result.seen());
    json.writeNumberField("forecasts-missing", result.missing());
    json.writeStringField("strongest-trivial", result.strongest());
    number(json, "over-strongest-trivial", result.overStrongest());
    if (result.comparison().isPresent()) {
      Comparison comparison = result.comparison().get();
      json.writeObjectFieldStart("below-other-forecasts");
      number(json, "SQL", comparison.below());
      number(json, "from", comparison.interval().from());
      number(json, "to", comparison.interval().to());
      json.writeEndObject();
    }
  }

  private static void next(JsonGenerator json, NextWindow next) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("forecasts", (double) next.windows());
    values.put("coverage-80", next.coverage());
    values.put("coverage-80-uncorrected", next.modelCoverage());
    values.put("loss-ratio", next.lossRatio());
    metrics(json, "next-window", values);
  }

  private static void metrics(JsonGenerator json, String name, Map<String, Double> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Double> entry : values.entrySet()) {
      number(json, entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
