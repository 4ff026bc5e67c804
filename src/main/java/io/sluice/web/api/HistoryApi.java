package io.sluice.web.api;

import io.javalin.http.Context;
import io.sluice.config.PipelineConfig;
import io.sluice.query.History;
import io.sluice.query.NotNow;
import io.sluice.query.PipelineQuery;
import io.sluice.query.Vitals;

/** Windows of a series from further back than they are held, read from the forecasts topic. */
public final class HistoryApi {
  private static final int PAGE = 512;
  private static final int MOST = 5000;

  private final Queries queries;

  public HistoryApi(Queries queries) {
    this.queries = queries;
  }

  /** Those of a time. */
  public byte[] read(Context context) {
    Query query = new Query(context, "from", "until", "limit");
    String name = context.pathParam("pipeline");
    String key = context.pathParam("key");
    PipelineQuery pipeline = queries.of(name);
    if (pipeline == null) {
      throw Problem.noPipeline(name, queries);
    }
    PipelineConfig config = pipeline.config();
    if (config.events() != null) {
      throw Problem.ofValuesOnly(name, "history");
    }
    int limit = query.integer("limit", PAGE, 1, MOST);
    long until = query.time("until", Long.MAX_VALUE);
    long newest = Math.min(until, now(name));
    long from = query.time("from", newest - PAGE * config.window().size().toMillis());
    if (from >= until) {
      throw Problem.badRequest("from is not before until");
    }
    try {
      History history = pipeline.history(key, from, until, limit);
      return JsonBody.of(
          json -> {
            json.writeStartObject();
            json.writeStringField("pipeline", name);
            json.writeStringField("key", key);
            JsonBody.time(json, "from", from);
            SeriesApi.windows(json, config.targets(), history.points());
            JsonBody.text(json, "cut", history.cut());
            json.writeNumberField("scanned", history.scanned());
            json.writeEndObject();
          });
    } catch (NotNow e) {
      throw Problem.of(e);
    }
  }

  /** How far event time has come, or else the clock on the wall. */
  private long now(String pipeline) {
    Vitals vitals = queries.vitals(pipeline);
    return vitals == null || vitals.streamTime() < 0
        ? System.currentTimeMillis()
        : vitals.streamTime();
  }
}
