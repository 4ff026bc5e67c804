package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sluice.query.PlanChange;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what is asked of a forecast under other plans: {@code {"known": {"price": [{"from": …,
 * "until": …, "value": 2.99}]}}}.
 */
final class WhatIfBody {
  private static final int MOST_CHANGES = 4096;
  private static final int MOST_TEXT = 64;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser json;
  private final List<PlanChange> changes = new ArrayList<>();

  private WhatIfBody(JsonParser json) {
    this.json = json;
  }

  /**
   * The changes, in order.
   *
   * @throws Problem 400 when the body is no JSON or of another shape; it says where
   */
  static List<PlanChange> read(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      WhatIfBody reader = new WhatIfBody(json);
      reader.whole();
      return reader.changes;
    } catch (JsonProcessingException e) {
      throw wrong(
          e.getOriginalMessage().split("\n", 2)[0],
          e.getLocation().getLineNr(),
          e.getLocation().getColumnNr());
    } catch (IOException e) {
      throw Problem.badRequest("the body is not Unicode"); // an array itself does not fail
    }
  }

  private static Problem wrong(String what, int line, int column) {
    return Problem.badRequest(
        "the body, line %d, column %d: %s".formatted(line, column, shortened(what)));
  }

  private static String shortened(String text) {
    return text.length() <= 4 * MOST_TEXT ? text : text.substring(0, 4 * MOST_TEXT) + "…";
  }

  private Problem wrong(String what) {
    var at = json.currentTokenLocation();
    return wrong(what, at.getLineNr(), at.getColumnNr());
  }

  private void whole() throws IOException {
    begin(JsonToken.START_OBJECT, "an object with 'known'");
    boolean isAny = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (!json.currentName().equals("known")) {
        throw wrong("there is no '" + shortened(json.currentName()) + "'; there is: known");
      }
      isAny = true;
      begin(JsonToken.START_OBJECT, "an object with a list of changes per field");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        field(json.currentName());
      }
    }
    if (json.nextToken() != null) {
      throw wrong("there is more after the object");
    }
    if (!isAny) {
      throw wrong("'known' is missing");
    }
  }

  private void begin(JsonToken wanted, String words) throws IOException {
    if (json.nextToken() != wanted) {
      throw wrong("expected " + words);
    }
  }

  private void field(String field) throws IOException {
    begin(JsonToken.START_ARRAY, "a list of changes of '" + shortened(field) + "'");
    while (json.nextToken() == JsonToken.START_OBJECT) {
      if (changes.size() == MOST_CHANGES) {
        throw wrong("there are more than " + MOST_CHANGES + " changes");
      }
      changes.add(change(field));
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw wrong(
          "a change is an object with 'value', and 'from' and 'until' if it is not for all");
    }
  }

  private PlanChange change(String field) throws IOException {
    long from = Long.MIN_VALUE;
    long until = Long.MAX_VALUE;
    float value = Float.NaN;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "from" -> from = time(name);
        case "until" -> until = time(name);
        case "value" -> value = number();
        default ->
            throw wrong("there is no '" + shortened(name) + "'; there are: from, until, value");
      }
    }
    if (Float.isNaN(value)) {
      throw wrong("a change of '" + shortened(field) + "' has no value");
    }
    if (from >= until) {
      throw wrong("a change of '" + shortened(field) + "' ends before it begins");
    }
    return new PlanChange(field, from, until, value);
  }

  private long time(String name) throws IOException {
    try {
      if (json.currentToken() == JsonToken.VALUE_STRING && json.getTextLength() <= MOST_TEXT) {
        return Instant.parse(json.getText()).toEpochMilli();
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // as what is no text
    }
    throw wrong(name + " is not a time such as 2026-11-30T12:00:00Z");
  }

  private float number() throws IOException {
    if (json.currentToken().isNumeric()) {
      float value = json.getFloatValue();
      if (Float.isFinite(value)) {
        return value;
      }
    }
    throw wrong("value is not a number within float32");
  }
}
