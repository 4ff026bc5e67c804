package io.sluice.bench.detect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.config.yaml.KebabCase;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** What was measured as one JSON object on one line. */
public final class DetectJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private final JsonGenerator json;

  private DetectJson(JsonGenerator json) {
    this.json = json;
  }

  /** The text. What is undefined is null. */
  public static String of(DetectResult result) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      new DetectJson(json).write(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A StringWriter does not fail.
    }
    return text.toString();
  }

  private void write(DetectResult result) throws IOException {
    json.writeStartObject();
    json.writeNumberField("keys", result.setup().keys());
    json.writeNumberField("windows", result.setup().windows());
    json.writeNumberField("seed", result.setup().seed());
    json.writeObjectFieldStart("kinds");
    for (KindRates kind : result.rates()) {
      write(kind);
    }
    json.writeEndObject();
    write("ar", result.ar());
    write("seasonal", result.seasonal());
    write("of_eight", result.ofEight());
    write("shared", result.shared());
    number("named", DetectResult.namedShare(result.single()));
    json.writeEndObject();
  }

  private void write(KindRates kind) throws IOException {
    json.writeObjectFieldStart(KebabCase.of(kind.kind()));
    json.writeObjectFieldStart("ratios");
    for (AlarmRate rate : kind.settled()) {
      number(String.valueOf(rate.budget()), rate.ratio());
    }
    json.writeEndObject();
    number("young", kind.young().ratio());
    number("coverage", kind.coverage());
    json.writeEndObject();
  }

  private void write(String name, List<FaultResult> results) throws IOException {
    json.writeObjectFieldStart(name);
    for (FaultResult one : results) {
      json.writeObjectFieldStart(one.name());
      json.writeNumberField("planted", one.planted());
      json.writeNumberField("found", one.found());
      number("delay_median", one.medianDelay());
      json.writeNumberField("named", one.named());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void number(String name, double value) throws IOException {
    json.writeFieldName(name);
    if (Double.isFinite(value)) {
      json.writeNumber(new BigDecimal(value).round(FOUR_DIGITS).toPlainString());
    } else {
      json.writeNull();
    }
  }
}
