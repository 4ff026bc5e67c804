package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.sluice.config.TargetConfig;
import io.sluice.live.Live;
import io.sluice.live.LivePipeline;
import io.sluice.live.LivePoint;
import io.sluice.live.LiveSeries;
import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The series of a pipeline, as far as this process holds them. */
public final class SeriesApi {
  private static final int PAGE = 50;
  private static final int MOST = 500;
  private static final int SPARKS = 48;

  private final Live live;
  private final Published published;

  public SeriesApi(Live live, Published published) {
    this.live = live;
    this.published = published;
  }

  /** A page of the list. */
  public byte[] list(Context context) {
    Query query = new Query(context, "prefix", "contains", "firing", "sort", "limit", "cursor");
    LivePipeline pipeline = pipeline(context.pathParam("pipeline"));
    Order order = Objects.requireNonNullElse(query.oneOf("sort", Order.class), Order.ATTENTION);
    int limit = query.integer("limit", PAGE, 1, MOST);
    String cursor = query.text("cursor");
    Order.Place after = cursor == null ? null : Cursor.parse(cursor);
    String prefix = query.text("prefix");
    String part = lower(query.text("contains"));
    boolean firing = "true".equals(query.text("firing"));
    List<Order.Place> matching =
        pipeline.series().stream()
            .filter(one -> prefix == null || one.key().startsWith(prefix))
            .filter(one -> part == null || one.key().toLowerCase(Locale.ROOT).contains(part))
            .map(Order.Place::of)
            .filter(place -> !firing || place.isFiring())
            .toList();
    List<Order.Place> page =
        matching.stream()
            .filter(place -> after == null || order.comparator().compare(place, after) > 0)
            .sorted(order.comparator())
            .limit(limit + 1L)
            .toList();
    return JsonBody.of(json -> write(json, pipeline, page, limit, matching.size()));
  }

  private static @Nullable String lower(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private LivePipeline pipeline(String name) {
    LivePipeline pipeline = live.pipeline(name);
    if (pipeline == null) {
      throw Problem.notFound("there is no pipeline '" + name + "', or it has not begun");
    }
    return pipeline;
  }

  private static void write(
      JsonGenerator json, LivePipeline pipeline, List<Order.Place> page, int limit, int matching)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("matching", matching);
    json.writeNumberField("windowsNotHeld", pipeline.refused());
    json.writeArrayFieldStart("series");
    for (Order.Place place : page.subList(0, Math.min(limit, page.size()))) {
      LiveSeries one = pipeline.series(place.key());
      if (one != null) {
        item(json, place, one);
      }
    }
    json.writeEndArray();
    JsonBody.text(json, "next", page.size() > limit ? Cursor.of(page.get(limit - 1)) : null);
    json.writeEndObject();
  }

  private static void item(JsonGenerator json, Order.Place place, LiveSeries one)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("key", place.key());
    json.writeBooleanField("firing", place.isFiring());
    json.writeFieldName("score");
    JsonBody.number(json, one.newest().score);
    json.writeFieldName("maturity");
    JsonBody.number(json, one.newest().maturity);
    JsonBody.time(json, "end", place.changed());
    json.writeArrayFieldStart("observed");
    for (double value : one.lastObserved(SPARKS)) {
      JsonBody.number(json, value);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** One series: its last windows, its forecast, and its alerts. */
  public byte[] one(Context context) {
    new Query(context);
    String key = context.pathParam("key");
    LivePipeline pipeline = pipeline(context.pathParam("pipeline"));
    LiveSeries series = pipeline.series(key);
    if (series == null) {
      throw Problem.notFound(
          pipeline.refused() > 0
              ? "the series '" + key + "' is not held here: there are more than memory allows"
              : "no window of a series '" + key + "' was closed here since the start");
    }
    return JsonBody.of(json -> write(json, pipeline, series));
  }

  private void write(JsonGenerator json, LivePipeline pipeline, LiveSeries series)
      throws IOException {
    Forecast newest = series.newest();
    json.writeStartObject();
    json.writeStringField("pipeline", pipeline.config().name());
    json.writeStringField("key", series.key());
    json.writeNumberField("partition", series.partition());
    json.writeBooleanField("firing", series.isFiring());
    json.writeFieldName("maturity");
    JsonBody.number(json, newest.maturity);
    json.writeNumberField("warmup", newest.model.warmup());
    json.writeNumberField("imputed", newest.imputed);
    windows(json, pipeline.config().targets(), series.points());
    json.writeFieldName("forecast");
    json.writeRawValue(published.json(pipeline.config(), newest));
    json.writeArrayFieldStart("alerts");
    for (Alert alert : pipeline.alerts().newestFirst()) {
      if (series.key().equals(new String(alert.key().get(), StandardCharsets.UTF_8))) {
        json.writeRawValue(published.json(pipeline.config(), alert));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** By column, as charts take it. */
  private static void windows(
      JsonGenerator json, List<TargetConfig> targets, List<LivePoint> points) throws IOException {
    json.writeObjectFieldStart("windows");
    json.writeArrayFieldStart("end");
    for (LivePoint point : points) {
      json.writeNumber(point.end());
    }
    json.writeEndArray();
    column(json, "score", points, LivePoint::score);
    json.writeArrayFieldStart("targets");
    for (int i = 0; i < targets.size(); i++) {
      int target = i;
      json.writeStartObject();
      json.writeStringField("name", targets.get(i).name());
      JsonBody.text(json, "unit", targets.get(i).unit());
      column(json, "observed", points, point -> point.targets().get(target).observed());
      column(json, "lower", points, point -> point.targets().get(target).lower());
      column(json, "median", points, point -> point.targets().get(target).median());
      column(json, "upper", points, point -> point.targets().get(target).upper());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void column(
      JsonGenerator json, String name, List<LivePoint> points, ToDoubleFunction<LivePoint> value)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (LivePoint point : points) {
      JsonBody.number(json, value.applyAsDouble(point));
    }
    json.writeEndArray();
  }
}
