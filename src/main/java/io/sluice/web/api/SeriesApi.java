package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.sluice.config.TargetConfig;
import io.sluice.live.Live;
import io.sluice.live.LiveEventSeries;
import io.sluice.live.LiveKey;
import io.sluice.live.LivePipeline;
import io.sluice.live.LivePoint;
import io.sluice.live.LiveSeries;
import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import io.sluice.query.Elsewhere;
import io.sluice.query.KeyView;
import io.sluice.query.NotNow;
import io.sluice.query.PipelineQuery;
import io.sluice.query.Verdict;
import io.sluice.query.event.EventKeyView;
import io.sluice.query.event.EventVerdict;
import io.sluice.state.KeyState;
import io.sluice.web.event.EventSeriesJson;
import io.sluice.web.peer.Gathering;
import java.io.IOException;
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
  private final Queries queries;
  private final Gathering gathering;
  private final @Nullable String instance;

  /**
   * Answers about series.
   *
   * @param queries where their state is asked for
   * @param gathering how other instances are asked for theirs
   * @param instance the address of this process; null: it has none
   */
  public SeriesApi(
      Live live,
      Published published,
      Queries queries,
      Gathering gathering,
      @Nullable String instance) {
    this.live = live;
    this.published = published;
    this.queries = queries;
    this.gathering = gathering;
    this.instance = instance;
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
    boolean firing = query.flag("firing");
    List<Order.Place> matching =
        pipeline.keys().stream()
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
    byte[] own = JsonBody.of(json -> write(json, pipeline, page, limit, matching.size()));
    Gathering.Gathered others = gathering.gather(context);
    return others.asked() == 0 ? own : SeriesPages.merge(own, others, order, limit);
  }

  private static @Nullable String lower(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private LivePipeline pipeline(String name) {
    LivePipeline pipeline = live.pipeline(name);
    if (pipeline == null) {
      throw Problem.noPipeline(name, queries);
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
      LiveKey one = pipeline.key(place.key());
      if (one != null) {
        item(json, place, one);
      }
    }
    json.writeEndArray();
    JsonBody.text(json, "next", page.size() > limit ? Cursor.of(page.get(limit - 1)) : null);
    json.writeEndObject();
  }

  private static void item(JsonGenerator json, Order.Place place, LiveKey one) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", place.key());
    json.writeBooleanField("firing", place.isFiring());
    if (one instanceof LiveEventSeries events) {
      EventSeriesJson.item(json, events);
    } else if (one instanceof LiveSeries values) {
      item(json, place, values);
    }
    json.writeEndObject();
  }

  private static void item(JsonGenerator json, Order.Place place, LiveSeries one)
      throws IOException {
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
  }

  /**
   * One series: its last windows, its forecast, its alerts, its state, and why it does not alert.
   *
   * @param orReplica whether a replica of its state will do
   * @throws Elsewhere when another instance has it
   */
  public byte[] one(Context context, boolean orReplica) {
    new Query(context);
    String key = context.pathParam("key");
    LivePipeline pipeline = pipeline(context.pathParam("pipeline"));
    return pipeline.config().events() == null
        ? one(pipeline, key, orReplica)
        : oneOfEvents(pipeline, key, orReplica);
  }

  private byte[] one(LivePipeline pipeline, String key, boolean orReplica) {
    LiveSeries series = pipeline.series(key);
    Looked looked = look(pipeline.config().name(), key, series, orReplica);
    if (series == null && looked.view == null) {
      throw noSeries(key, queries.of(pipeline.config().name()) != null);
    }
    return JsonBody.of(json -> write(json, pipeline, key, series, looked));
  }

  /**
   * There is none.
   *
   * @param isAsked whether the store has nothing of it
   */
  private static Problem noSeries(String key, boolean isAsked) {
    return isAsked
        ? Problem.noWindowOf(key)
        : Problem.notFound("no window of a series '" + key + "' was closed here since the start");
  }

  /** What the store says of a key, and why, or why it says nothing. */
  private record Looked(@Nullable KeyView view, @Nullable Verdict why, @Nullable String absent) {}

  private Looked look(String pipeline, String key, @Nullable LiveSeries series, boolean orReplica) {
    PipelineQuery query = queries.of(pipeline);
    if (query == null) {
      return new Looked(null, null, "the pipeline has not begun");
    }
    try {
      KeyView view = view(query, key, series, orReplica);
      return new Looked(
          view,
          view == null ? null : query.why(view, series == null ? null : series.last().step()),
          view == null ? "nothing is stored of it" : null);
    } catch (NotNow e) {
      if (series == null) {
        throw Problem.of(e);
      }
      return new Looked(null, null, e.getMessage());
    }
  }

  private static @Nullable KeyView view(
      PipelineQuery query, String key, @Nullable LiveSeries series, boolean orReplica) {
    try {
      return query.key(key, series == null ? null : series.newest().model);
    } catch (Elsewhere e) {
      KeyView replica = orReplica ? query.standby(key) : null;
      if (replica == null) {
        throw e;
      }
      return replica;
    }
  }

  private void write(
      JsonGenerator json,
      LivePipeline pipeline,
      String key,
      @Nullable LiveSeries series,
      Looked looked)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("pipeline", pipeline.config().name());
    json.writeStringField("key", key);
    if (series == null) {
      stored(json, pipeline, Objects.requireNonNull(looked.view));
    } else {
      held(json, pipeline, series);
    }
    alerts(json, pipeline, key);
    StateJson states = new StateJson(pipeline.config(), instance);
    if (looked.view == null || looked.why == null) {
      json.writeNullField("state");
      JsonBody.text(json, "stateAbsent", looked.absent);
      json.writeNullField("why");
    } else {
      json.writeFieldName("state");
      states.write(json, looked.view);
      json.writeFieldName("why");
      states.write(json, looked.why);
    }
    json.writeEndObject();
  }

  private void held(JsonGenerator json, LivePipeline pipeline, LiveSeries series)
      throws IOException {
    Forecast newest = series.newest();
    json.writeNumberField("partition", series.partition());
    json.writeBooleanField("firing", series.isFiring());
    json.writeFieldName("maturity");
    JsonBody.number(json, newest.maturity);
    json.writeNumberField("warmup", newest.model.warmup());
    json.writeNumberField("imputed", newest.imputed);
    windows(json, pipeline.config().targets(), series.points());
    json.writeFieldName("forecast");
    json.writeRawValue(published.json(pipeline.config(), newest));
  }

  /** A series whose windows are not held: there is no room, or none has closed since the start. */
  private static void stored(JsonGenerator json, LivePipeline pipeline, KeyView view)
      throws IOException {
    KeyState state = view.state();
    int warmup = view.reader().warmup();
    json.writeNumberField("partition", view.partition());
    json.writeBooleanField("firing", state.episode.isFiring() || state.silence.isFiring());
    json.writeFieldName("maturity");
    JsonBody.number(json, Math.min(1, (double) state.life.observed / warmup));
    json.writeNumberField("warmup", warmup);
    json.writeNumberField("imputed", state.life.gap);
    windows(json, pipeline.config().targets(), List.of());
    json.writeNullField("forecast");
    json.writeStringField("windowsAbsent", windowsAbsent(pipeline));
  }

  private static String windowsAbsent(LivePipeline pipeline) {
    return pipeline.refused() > 0
        ? "there are more series than memory allows to show"
        : "none was closed here since the start";
  }

  private byte[] oneOfEvents(LivePipeline pipeline, String key, boolean orReplica) {
    LiveEventSeries series = pipeline.eventSeries(key);
    EventKeyView view = null;
    String absent = "nothing is stored of it";
    PipelineQuery query = queries.of(pipeline.config().name());
    try {
      view = query == null ? null : eventView(query, key, orReplica);
      absent = query == null ? "the pipeline has not begun" : absent;
    } catch (NotNow e) {
      if (series == null) {
        throw Problem.of(e);
      }
      absent = "" + e.getMessage();
    }
    if (series == null && view == null) {
      throw noSeries(key, query != null);
    }
    EventLook look =
        new EventLook(
            view,
            view == null || query == null
                ? null
                : query.why(view, series == null ? Double.NaN : series.score()),
            absent);
    return JsonBody.of(json -> write(json, pipeline, key, series, look));
  }

  /** What the store says of a key whose events are tokens, and why, or why it says nothing. */
  private record EventLook(
      @Nullable EventKeyView view, @Nullable EventVerdict why, String absent) {}

  private static @Nullable EventKeyView eventView(
      PipelineQuery query, String key, boolean orReplica) {
    try {
      return query.eventKey(key);
    } catch (Elsewhere e) {
      EventKeyView replica = orReplica ? query.eventStandby(key) : null;
      if (replica == null) {
        throw e;
      }
      return replica;
    }
  }

  private void write(
      JsonGenerator json,
      LivePipeline pipeline,
      String key,
      @Nullable LiveEventSeries series,
      EventLook look)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("pipeline", pipeline.config().name());
    json.writeStringField("key", key);
    json.writeStringField("kind", "events");
    if (series == null) {
      EventSeriesJson.stored(json, Objects.requireNonNull(look.view), windowsAbsent(pipeline));
    } else {
      EventSeriesJson.held(json, series);
    }
    alerts(json, pipeline, key);
    if (look.view == null || look.why == null) {
      json.writeNullField("state");
      json.writeStringField("stateAbsent", look.absent);
      json.writeNullField("why");
    } else {
      json.writeFieldName("state");
      EventSeriesJson.state(json, look.view, instance);
      json.writeFieldName("why");
      EventSeriesJson.why(json, look.why);
    }
    json.writeEndObject();
  }

  private void alerts(JsonGenerator json, LivePipeline pipeline, String key) throws IOException {
    json.writeArrayFieldStart("alerts");
    for (Alert alert : pipeline.alerts().newestFirst()) {
      if (key.equals(AlertsApi.key(alert))) {
        json.writeRawValue(published.json(pipeline.config(), alert));
      }
    }
    json.writeEndArray();
  }

  /** By column, as charts take it. */
  static void windows(JsonGenerator json, List<TargetConfig> targets, List<LivePoint> points)
      throws IOException {
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
