package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.alert.EpisodeTracker;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.model.ModelContract;
import io.sluice.query.KeyView;
import io.sluice.query.Verdict;
import io.sluice.state.EpisodeState;
import io.sluice.state.KeyState;
import io.sluice.window.KeyPlans;
import io.sluice.window.Windows;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is stored of a key, and why an alert of it fires or none does, as JSON. */
final class StateJson {
  private final PipelineConfig config;
  private final Windows windows;
  private final @Nullable String instance;

  /**
   * Writes states of a pipeline's keys.
   *
   * @param instance the address of the process that has them; null: it has none
   */
  StateJson(PipelineConfig config, @Nullable String instance) {
    this.config = config;
    this.windows = new Windows(config.window());
    this.instance = instance;
  }

  void write(JsonGenerator json, KeyView key) throws IOException {
    KeyState state = key.state();
    json.writeStartObject();
    json.writeBooleanField("committed", false);
    json.writeBooleanField("stale", key.isStale());
    json.writeNumberField("partition", key.partition());
    JsonBody.text(json, "instance", instance);
    json.writeNumberField("bytes", key.bytes());
    JsonBody.time(json, "lastEnd", state.life.lastEnd);
    JsonBody.time(json, "lastHeardEnd", state.life.lastHeardEnd);
    json.writeNumberField("observed", state.life.observed);
    json.writeBooleanField("mature", state.life.observed >= key.reader().warmup());
    json.writeNumberField("gap", state.life.gap);
    model(json, key.stepped());
    scale(json, key);
    episodes(json, state);
    json.writeFieldName("known");
    known(json, state.known);
    json.writeEndObject();
  }

  private static void model(JsonGenerator json, @Nullable ModelContract model) throws IOException {
    if (model == null) {
      json.writeNullField("model");
      return;
    }
    json.writeObjectFieldStart("model");
    json.writeStringField("name", model.name());
    json.writeStringField("version", model.version());
    json.writeStringField("hash", model.hash());
    json.writeEndObject();
  }

  private void scale(JsonGenerator json, KeyView key) throws IOException {
    Scaler scaler = new Scaler(key.reader().scaler());
    json.writeArrayFieldStart("scale");
    for (int i = 0; i < config.targets().size(); i++) {
      ScalerState scale = key.state().scalers[i];
      boolean isKnown = scale.count > 0;
      json.writeStartObject();
      json.writeStringField("target", config.targets().get(i).name());
      json.writeFieldName("level");
      JsonBody.number(json, isKnown ? scaler.backward(scale.level) : Double.NaN);
      json.writeFieldName("spread");
      JsonBody.number(json, isKnown ? scale.spread : Double.NaN);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void episodes(JsonGenerator json, KeyState state) throws IOException {
    json.writeArrayFieldStart("episodes");
    for (EpisodeState episode : List.of(state.episode, state.silence)) {
      if (episode.isFiring()) {
        json.writeStartObject();
        json.writeStringField("type", KebabCase.of(EpisodeTracker.type(episode)));
        JsonBody.time(json, "since", episode.firstStart);
        json.writeNumberField("windows", episode.windows);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  /** From the window on that the plans are seen from. */
  private void known(JsonGenerator json, KeyPlans plans) throws IOException {
    json.writeStartObject();
    List<String> fields = config.covariates().known();
    for (int i = 0; i < fields.size(); i++) {
      float[] plan = plans.of(i);
      long[] ahead = windows.horizon(plans.end(), Math.max(0, plan.length - 1));
      json.writeArrayFieldStart(fields.get(i));
      for (int at = 0; at < plan.length; at++) {
        json.writeStartObject();
        JsonBody.time(json, "end", at == 0 ? plans.end() : ahead[at - 1]);
        json.writeFieldName("value");
        JsonBody.number(json, plan[at]);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  void write(JsonGenerator json, Verdict why) throws IOException {
    json.writeStartObject();
    json.writeNumberField("windowsJudged", why.windowsJudged());
    json.writeNumberField("windowsNeeded", why.windowsNeeded());
    json.writeStringField("words", why.words());
    json.writeFieldName("scoreThreshold");
    JsonBody.number(json, why.score());
    json.writeArrayFieldStart("charts");
    List<TargetConfig> targets = config.targets();
    for (Verdict.Said said : why.charts()) {
      json.writeStartObject();
      json.writeStringField("chart", KebabCase.of(said.chart()));
      json.writeStringField("target", targets.get(said.target()).name());
      json.writeFieldName("score");
      JsonBody.number(json, said.score());
      json.writeFieldName("threshold");
      JsonBody.number(json, said.threshold());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("silence");
    json.writeNumberField("windows", why.gap());
    json.writeFieldName("threshold");
    JsonBody.number(json, why.silentAfter() < 0 ? Double.NaN : why.silentAfter());
    json.writeEndObject();
    json.writeEndObject();
  }
}
