package io.sluice.retrospect.label;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.retrospect.impute.GapGroup;
import io.sluice.retrospect.impute.ImputationSkill;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes what a labelling came to as JSON; what is undefined is null. */
final class LabelJson {
  private final JsonGenerator json;

  private LabelJson(JsonGenerator json) {
    this.json = json;
  }

  static void write(
      Path file,
      LabelSettings settings,
      SequenceContract model,
      LabelSummary summary,
      @Nullable ImputationSkill skill)
      throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      LabelJson writer = new LabelJson(json);
      writer.head(settings, model);
      writer.counts(summary);
      if (skill != null) {
        writer.skill(skill);
      }
      json.writeEndObject();
    }
  }

  private void head(LabelSettings settings, SequenceContract model) throws IOException {
    json.writeStringField("pipeline", settings.pipeline().name());
    json.writeObjectFieldStart("model");
    json.writeStringField("name", model.name());
    json.writeStringField("version", model.version());
    json.writeStringField("hash", model.hash());
    json.writeEndObject();
    json.writeStringField("budget", settings.budget().toString());
    number("threshold", settings.threshold());
    json.writeNumberField("hidden-at-a-time", settings.hide());
    json.writeArrayFieldStart("interval");
    json.writeNumber(model.levels().get(model.nearest(0.1)));
    json.writeNumber(model.levels().get(model.nearest(0.9)));
    json.writeEndArray();
  }

  private void counts(LabelSummary summary) throws IOException {
    json.writeNumberField("series", summary.series());
    json.writeNumberField("series-too-short", summary.tooShort());
    json.writeNumberField("windows", summary.windows());
    json.writeObjectFieldStart("labels");
    for (Label label : Label.values()) {
      json.writeNumberField(label.toString(), summary.count(label));
    }
    json.writeEndObject();
  }

  /** Per imputer and group of gaps, as the table shows them. */
  private void skill(ImputationSkill skill) throws IOException {
    json.writeObjectFieldStart("held-out");
    json.writeNumberField("values", skill.count());
    for (String imputer : skill.imputers()) {
      json.writeObjectFieldStart(imputer);
      means("mae", skill.absolute(imputer));
      means("pinball", skill.pinball(imputer));
      means("coverage-80", skill.coverage(imputer));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void means(String name, double[] means) throws IOException {
    json.writeObjectFieldStart(name);
    int i = 0;
    for (GapGroup group : GapGroup.values()) {
      number(group.toString(), means[i++]);
    }
    number("all", means[i]);
    json.writeEndObject();
  }

  private void number(String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
