package io.sluice.detect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.label.CaseCount;
import io.sluice.detect.label.EventCount;
import io.sluice.detect.nab.NabScore;
import io.sluice.detect.run.Track;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;

/** The figures of a detection as JSON; what is undefined or infinite is null. */
final class MetricsJson {
  private final Detection detection;
  private final JsonGenerator json;

  private MetricsJson(Detection detection, JsonGenerator json) {
    this.detection = detection;
    this.json = json;
  }

  /** All figures but those of single keys, on one line. */
  static String line(Detection detection) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      MetricsJson metrics = new MetricsJson(detection, json);
      json.writeStartObject();
      metrics.totals();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** All figures, with those of each key. */
  static void write(Writer out, Detection detection) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      MetricsJson metrics = new MetricsJson(detection, json);
      json.writeStartObject();
      json.writeStringField("pipeline", detection.name());
      json.writeStringField("model", detection.model().name());
      json.writeStringField("hash", detection.model().hash());
      metrics.totals();
      json.writeObjectFieldStart("by_key");
      for (Track track : detection.tracks()) {
        metrics.key(track);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void totals() throws IOException {
    json.writeNumberField("keys", detection.tracks().size());
    json.writeNumberField("windows", detection.windows());
    Map<String, Integer> fired = detection.firedByType();
    json.writeNumberField("alerts", fired.values().stream().mapToInt(count -> count).sum());
    json.writeObjectFieldStart("by_type");
    for (Map.Entry<String, Integer> type : fired.entrySet()) {
      json.writeNumberField(type.getKey(), type.getValue());
    }
    json.writeEndObject();
    if (detection.labels() != null) {
      events(detection.count());
    }
    if (detection.ofEvents() != null && detection.ofEvents().cases() != null) {
      cases(detection.ofEvents().cases());
    }
    if (!detection.nab().isEmpty()) {
      nab();
    }
    if (!detection.faults().isEmpty()) {
      faults();
    }
  }

  private void key(Track track) throws IOException {
    json.writeObjectFieldStart(track.key());
    json.writeNumberField("windows", track.length());
    json.writeNumberField("alerts", track.fired().size());
    if (detection.labels() != null) {
      events(detection.count(track));
    }
    json.writeEndObject();
  }

  private void events(EventCount count) throws IOException {
    json.writeNumberField("events", count.events());
    json.writeNumberField("hits", count.hits());
    json.writeNumberField("false_alerts", count.falseAlerts());
    number("false_alerts_per_1000", count.falsePerThousand());
    number("precision", count.precision());
    number("recall", count.recall());
    number("f1", count.f1());
    number("delay_median", count.medianDelay());
  }

  private void cases(CaseCount count) throws IOException {
    json.writeNumberField("abnormal", count.abnormal());
    json.writeNumberField("found", count.found());
    number("share_found", count.shareFound());
    json.writeNumberField("normal", count.normal());
    json.writeNumberField("flagged", count.flagged());
    number("share_flagged", count.shareFlagged());
    json.writeNumberField("false_alerts", count.falseAlerts());
    number("false_alerts_budgeted", count.budgeted());
  }

  private void nab() throws IOException {
    json.writeObjectFieldStart("nab");
    for (Map.Entry<String, NabScore.Result> profile : detection.nab().entrySet()) {
      json.writeObjectFieldStart(name(profile.getKey()));
      number("best", profile.getValue().best());
      number("threshold", profile.getValue().threshold());
      number("default", profile.getValue().byDefault());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** NAB's {@code reward_low_FP_rate} is {@code reward_low_fp}. */
  private static String name(String profile) {
    return profile.toLowerCase(Locale.ROOT).replaceFirst("_rate$", "");
  }

  private void faults() throws IOException {
    json.writeObjectFieldStart("faults");
    for (FaultShare share : detection.faults()) {
      json.writeObjectFieldStart(share.name());
      json.writeNumberField("planted", share.planted());
      json.writeNumberField("found", share.found());
      number("share", share.share());
      number("delay_median", share.medianDelay());
      if (detection.ofEvents() != null) {
        json.writeNumberField("passes", share.passes());
        number("auc", share.auc());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void number(String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, Math.round(value * 1e4) / 1e4);
    } else {
      json.writeNullField(name);
    }
  }
}
