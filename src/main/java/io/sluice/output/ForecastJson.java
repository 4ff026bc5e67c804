package io.sluice.output;

import io.sluice.model.ModelContract;
import io.sluice.model.ModelIdentity;
import io.sluice.output.json.JsonBytes;
import io.sluice.output.json.JsonNumbers;
import java.nio.charset.StandardCharsets;

/** Writes forecasts as {@code schemas/forecast.v1.json} says. Not thread-safe. */
final class ForecastJson {
  private final JsonBytes json = new JsonBytes(4096);
  private final byte[][] targets;
  private final byte[] head;
  private final byte[] source;

  /** Hash of the model of the forecast before, and what is written of it. */
  private String modelHash = "";

  private byte[] modelJson = {};
  private long[] horizonEnds = {};
  private byte[] horizonJson = {};

  ForecastJson(PipelineInfo info) {
    targets = new byte[info.targets().size()][];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = quoted(info.targets().get(i).name());
    }
    head =
        new JsonBytes()
            .raw("{\"pipeline\":")
            .string(info.pipeline())
            .raw(",\"key\":")
            .toByteArray();
    source =
        new JsonBytes()
            .raw(",\"source\":{\"topic\":")
            .string(info.sourceTopic())
            .raw(",\"ranges\":[")
            .toByteArray();
  }

  static byte[] quoted(String name) {
    return new JsonBytes().string(name.getBytes(StandardCharsets.UTF_8)).toByteArray();
  }

  private byte[] model(ModelContract contract) {
    if (!contract.hash().equals(modelHash)) {
      JsonBytes out = new JsonBytes().raw(",\"model\":");
      modelReference(out, contract).raw(",\"levels\":[");
      for (int i = 0; i < contract.levels().size(); i++) {
        out.raw(i == 0 ? "" : ",").number((double) contract.levels().get(i));
      }
      modelJson = out.raw("],\"horizon\":[").toByteArray();
      modelHash = contract.hash();
    }
    return modelJson;
  }

  /** Writes which model spoke. */
  static JsonBytes modelReference(JsonBytes out, ModelIdentity model) {
    return out.raw("{\"name\":")
        .string(model.name())
        .raw(",\"version\":")
        .string(model.version())
        .raw(",\"hash\":")
        .string(model.hash())
        .raw('}');
  }

  byte[] encode(Forecast forecast) {
    json.clear().raw(head).string(forecast.key.get());
    json.raw(",\"window\":{\"start\":").time(forecast.windowStart);
    json.raw(",\"end\":").time(forecast.windowEnd);
    json.raw("},\"observed\":{");
    for (int i = 0; i < targets.length; i++) {
      name(i).number(forecast.observed[i], digits(forecast, i));
    }
    json.raw("},\"imputed\":").number((long) forecast.imputed);
    json.raw(",\"score\":").number(forecast.score);
    json.raw(",\"maturity\":").number(forecast.maturity);
    json.raw(forecast.maturity < 1 ? ",\"warming\":true" : ",\"warming\":false");
    json.raw(model(forecast.model));
    json.raw(ends(forecast.horizonEnds)).raw("],\"quantiles\":{");
    for (int i = 0; i < targets.length; i++) {
      name(i);
      quantiles(forecast, i);
    }
    json.raw('}').raw(source);
    ranges(json, forecast.sources);
    return json.raw("]}}").toByteArray();
  }

  /** The times of the horizon, which all forecasts of a batch share. */
  private byte[] ends(long[] times) {
    if (times != horizonEnds) {
      JsonBytes out = new JsonBytes();
      for (int i = 0; i < times.length; i++) {
        out.raw(i == 0 ? "" : ",").time(times[i]);
      }
      horizonEnds = times;
      horizonJson = out.toByteArray();
    }
    return horizonJson;
  }

  private JsonBytes name(int target) {
    return json.raw(target == 0 ? "" : ",").raw(targets[target]).raw(':');
  }

  /** By how far the quantiles of the next window lie apart: numbers stand in front of them. */
  private static int digits(Forecast forecast, int target) {
    int levels = forecast.model.levels().size();
    int from = target * forecast.model.horizon() * levels;
    double lower = forecast.quantiles[from];
    double upper = forecast.quantiles[from + levels - 1];
    return JsonNumbers.digits(Math.max(Math.abs(lower), Math.abs(upper)), upper - lower);
  }

  private void quantiles(Forecast forecast, int target) {
    int digits = digits(forecast, target);
    int horizon = forecast.model.horizon();
    int levels = forecast.model.levels().size();
    int from = target * horizon * levels;
    for (int step = 0; step < horizon; step++) {
      json.raw(step == 0 ? "[[" : ",[");
      for (int level = 0; level < levels; level++) {
        if (level > 0) {
          json.raw(',');
        }
        json.number(forecast.quantiles[from + step * levels + level], digits);
      }
      json.raw(']');
    }
    json.raw(']');
  }

  /** Writes the elements of an array of offset ranges. */
  static void ranges(JsonBytes json, Iterable<SourceRange> sources) {
    String separator = "";
    for (SourceRange range : sources) {
      json.raw(separator).raw("{\"partition\":").number((long) range.partition());
      json.raw(",\"first\":").number(range.firstOffset());
      json.raw(",\"last\":").number(range.lastOffset()).raw('}');
      separator = ",";
    }
  }
}
