package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.live.Live;
import io.sluice.live.LiveKey;
import io.sluice.live.LivePipeline;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelIdentity;
import io.sluice.model.token.TokenContract;
import io.sluice.output.Alert;
import io.sluice.query.PipelineQuery;
import io.sluice.query.Vitals;
import io.sluice.web.event.EventSeriesJson;
import io.sluice.web.peer.Gathering;
import io.sluice.web.peer.PipelineParts;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines: what each reads and forecasts, how it is, and how far it has come. Numbers are of
 * all instances together; how it is, and which model it has, is of the one that is asked.
 */
public final class PipelinesApi {
  private final Live live;
  private final Supplier<Map<String, String>> states;
  private final Queries queries;
  private final Gathering gathering;

  /**
   * Answers about pipelines.
   *
   * @param states by pipeline, how it is
   * @param queries where they are asked how they are doing
   * @param gathering how other instances are asked for their parts
   */
  public PipelinesApi(
      Live live, Supplier<Map<String, String>> states, Queries queries, Gathering gathering) {
    this.queries = queries;
    this.gathering = gathering;
    this.live = live;
    this.states = states;
  }

  /** All of them. */
  public byte[] all(Context context) {
    new Query(context);
    Map<String, String> now = states.get();
    PipelineParts others = PipelineParts.ofAll(gathering.gather(context));
    return JsonBody.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("pipelines");
          for (Map.Entry<String, String> state : now.entrySet()) {
            json.writeStartObject();
            write(json, state.getKey(), state.getValue(), others);
            json.writeEndObject();
          }
          json.writeEndArray();
          others.write(json);
          json.writeEndObject();
        });
  }

  /** One. */
  public byte[] one(Context context) {
    new Query(context);
    String name = context.pathParam("pipeline");
    String state = states.get().get(name);
    if (state == null) {
      throw Problem.notFound("there is no pipeline '" + name + "'");
    }
    PipelineParts others = PipelineParts.ofOne(gathering.gather(context));
    return JsonBody.of(
        json -> {
          json.writeStartObject();
          write(json, name, state, others);
          others.write(json);
          json.writeEndObject();
        });
  }

  private void write(JsonGenerator json, String name, String state, PipelineParts others)
      throws IOException {
    LivePipeline pipeline = live.pipeline(name);
    json.writeStringField("name", name);
    json.writeStringField("state", state);
    if (pipeline != null) {
      config(json, pipeline.config());
      known(json, pipeline.config());
      events(json, pipeline.config());
      now(json, pipeline, others);
      vitals(json, name, queries.vitals(name), others);
    }
  }

  private static void config(JsonGenerator json, PipelineConfig config) throws IOException {
    json.writeObjectFieldStart("topics");
    json.writeStringField("source", config.source().topic());
    json.writeStringField("forecasts", config.topics().forecasts());
    json.writeStringField("alerts", config.topics().alerts());
    json.writeStringField("late", config.topics().late());
    json.writeStringField("deadLetters", config.topics().deadLetters());
    json.writeEndObject();
    json.writeStringField("kind", config.events() == null ? "values" : "events");
    json.writeStringField("window", config.window().size().toString());
    json.writeStringField("zone", config.window().zone().getId());
    json.writeArrayFieldStart("targets");
    for (TargetConfig target : config.targets()) {
      json.writeStartObject();
      json.writeStringField("name", target.name());
      json.writeStringField("aggregate", target.aggregate().toString());
      JsonBody.text(json, "unit", target.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void known(JsonGenerator json, PipelineConfig config) throws IOException {
    PipelineQuery query = queries.of(config.name());
    json.writeArrayFieldStart("known");
    for (String field : config.covariates().known()) {
      json.writeStartObject();
      json.writeStringField("name", field);
      boolean isUsed =
          query != null
              && query.model() instanceof ModelContract model
              && model.features().ahead(field) > 0;
      json.writeBooleanField("isUsed", isUsed);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void events(JsonGenerator json, PipelineConfig config) throws IOException {
    if (config.events() != null) {
      PipelineQuery query = queries.of(config.name());
      EventSeriesJson.config(
          json,
          config.events(),
          query != null && query.model() instanceof TokenContract model
              ? model.sessionGapMs()
              : null);
    }
  }

  private static void vitals(
      JsonGenerator json, String name, @Nullable Vitals vitals, PipelineParts others)
      throws IOException {
    if (vitals == null) {
      return;
    }
    json.writeFieldName("lag");
    JsonBody.number(json, vitals.lag() < 0 ? Double.NaN : vitals.lag());
    long time = others.newest(name, "streamTime", vitals.streamTime());
    JsonBody.text(json, "streamTime", time < 0 ? null : Instant.ofEpochMilli(time).toString());
    json.writeNumberField("records", others.sum(name, "records", vitals.records()));
    json.writeFieldName("recordsPerSecond");
    JsonBody.number(json, others.rate(name, "recordsPerSecond", vitals.recordsPerSecond()));
  }

  private static void now(JsonGenerator json, LivePipeline pipeline, PipelineParts others)
      throws IOException {
    String name = pipeline.config().name();
    LiveKey newest = null;
    for (LiveKey one : pipeline.keys()) {
      newest = newest == null || one.end() > newest.end() ? one : newest;
    }
    long values = pipeline.coverage().values();
    double coverage = pipeline.coverage().share();
    json.writeNumberField("series", others.sum(name, "series", pipeline.keys().size()));
    json.writeNumberField("windowsNotHeld", others.sum(name, "windowsNotHeld", pipeline.refused()));
    json.writeNumberField("firing", others.sum(name, "firing", firing(pipeline)));
    json.writeFieldName("coverage");
    JsonBody.number(json, others.share(name, "coverage", "coverageOf", coverage, values));
    json.writeNumberField("coverageOf", others.sum(name, "coverageOf", values));
    long end = others.newest(name, "newestWindow", newest == null ? -1 : newest.end());
    if (end >= 0) {
      JsonBody.time(json, "newestWindow", end);
    }
    if (newest != null) {
      model(json, newest.model());
    }
  }

  /** Of a series that has moved to another instance, that one says what fires. */
  private static long firing(LivePipeline pipeline) {
    boolean isAllHeld = pipeline.refused() == 0;
    return pipeline.alerts().newestFirst().stream()
        .filter(alert -> alert.status() != Alert.Status.RESOLVED)
        .filter(alert -> !isAllHeld || pipeline.key(AlertsApi.key(alert)) != null)
        .count();
  }

  private static void model(JsonGenerator json, ModelIdentity model) throws IOException {
    json.writeObjectFieldStart("model");
    json.writeStringField("name", model.name());
    json.writeStringField("version", model.version());
    json.writeStringField("hash", model.hash());
    if (model instanceof ModelContract steps) {
      json.writeNumberField("horizon", steps.horizon());
      json.writeNumberField("warmup", steps.warmup());
    }
    json.writeEndObject();
  }
}
