package io.sluice.output;

import java.nio.charset.StandardCharsets;

/** Writes forecasts as {@code schemas/forecast.v1.json} says. Not thread-safe. */
final class ForecastJson {
  private final JsonBytes json = new JsonBytes(4096);
  private final byte[][] targets;
  private final byte[] head;
  private final byte[] model;
  private final byte[] source;
  private final int levels;
  private final int horizon;
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
    model = model(info);
    source =
        new JsonBytes()
            .raw(",\"source\":{\"topic\":")
            .string(info.sourceTopic())
            .raw(",\"ranges\":[")
            .toByteArray();
    levels = info.model().levels().size();
    horizon = info.model().horizon();
  }

  static byte[] quoted(String name) {
    return new JsonBytes().string(name.getBytes(StandardCharsets.UTF_8)).toByteArray();
  }

  private static byte[] model(PipelineInfo info) {
    JsonBytes out = modelReference(new JsonBytes().raw(",\"model\":"), info).raw(",\"levels\":[");
    for (int i = 0; i < info.model().levels().size(); i++) {
      out.raw(i == 0 ? "" : ",").number((double) info.model().levels().get(i));
    }
    return out.raw("],\"horizon\":[").toByteArray();
  }

  /** Writes which model spoke. */
  static JsonBytes modelReference(JsonBytes out, PipelineInfo info) {
    return out.raw("{\"name\":")
        .string(info.model().name())
        .raw(",\"version\":")
        .string(info.model().version())
        .raw(",\"hash\":")
        .string(info.model().hash())
        .raw('}');
  }

  byte[] encode(Forecast forecast) {
    json.clear().raw(head).string(forecast.key.get());
    json.raw(",\"window\":{\"start\":").time(forecast.windowStart);
    json.raw(",\"end\":").time(forecast.windowEnd);
    json.raw("},\"observed\":{");
    for (int i = 0; i < targets.length; i++) {
      name(i).number(forecast.observed[i]);
    }
    json.raw("},\"imputed\":").number((long) forecast.imputed);
    json.raw(",\"score\":").number(forecast.score);
    json.raw(",\"maturity\":").number(forecast.maturity);
    json.raw(forecast.maturity < 1 ? ",\"warming\":true" : ",\"warming\":false");
    json.raw(model);
    json.raw(ends(forecast.horizonEnds)).raw("],\"quantiles\":{");
    for (int i = 0; i < targets.length; i++) {
      name(i);
      quantiles(forecast.quantiles, i * horizon * levels);
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

  private void quantiles(double[] quantiles, int from) {
    for (int step = 0; step < horizon; step++) {
      json.raw(step == 0 ? "[[" : ",[");
      for (int level = 0; level < levels; level++) {
        if (level > 0) {
          json.raw(',');
        }
        json.number(quantiles[from + step * levels + level]);
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
