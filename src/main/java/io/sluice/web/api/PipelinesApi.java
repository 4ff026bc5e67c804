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
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pipelines: what each reads and forecasts, how it is, and how far it has come. */
public final class PipelinesApi {
  private final Live live;
  private final Supplier<Map<String, String>> states;
  private final Queries queries;

  /**
   * Answers about pipelines.
   *
   * @param states by pipeline, how it is
   * @param queries where they are asked how they are doing
   */
  public PipelinesApi(Live live, Supplier<Map<String, String>> states, Queries queries) {
    this.queries = queries;
    this.live = live;
    this.states = states;
  }

  /** All of them. */
  public byte[] all(Context context) {
    new Query(context);
    Map<String, String> now = states.get();
    return JsonBody.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("pipelines");
          for (Map.Entry<String, String> state : now.entrySet()) {
            write(json, state.getKey(), state.getValue());
          }
          json.writeEndArray();
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
    return JsonBody.of(json -> write(json, name, state));
  }

  private void write(JsonGenerator json, String name, String state) throws IOException {
    LivePipeline pipeline = live.pipeline(name);
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("state", state);
    if (pipeline != null) {
      config(json, pipeline.config());
      known(json, pipeline.config());
      events(json, pipeline.config());
      now(json, pipeline);
      vitals(json, queries.vitals(name));
    }
    json.writeEndObject();
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

  private static void vitals(JsonGenerator json, @Nullable Vitals vitals) throws IOException {
    if (vitals == null) {
      return;
    }
    json.writeFieldName("lag");
    JsonBody.number(json, vitals.lag() < 0 ? Double.NaN : vitals.lag());
    JsonBody.text(
        json,
        "streamTime",
        vitals.streamTime() < 0 ? null : Instant.ofEpochMilli(vitals.streamTime()).toString());
    json.writeNumberField("records", vitals.records());
    json.writeFieldName("recordsPerSecond");
    JsonBody.number(json, vitals.recordsPerSecond());
  }

  private static void now(JsonGenerator json, LivePipeline pipeline) throws IOException {
    LiveKey newest = null;
    for (LiveKey one : pipeline.keys()) {
      newest = newest == null || one.end() > newest.end() ? one : newest;
    }
    long firing =
        pipeline.alerts().newestFirst().stream()
            .filter(alert -> alert.status() != Alert.Status.RESOLVED)
            .count();
    json.writeNumberField("series", pipeline.keys().size());
    json.writeNumberField("windowsNotHeld", pipeline.refused());
    json.writeNumberField("firing", firing);
    json.writeFieldName("coverage");
    JsonBody.number(json, pipeline.coverage().share());
    if (newest != null) {
      JsonBody.time(json, "newestWindow", newest.end());
      model(json, newest.model());
    }
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
