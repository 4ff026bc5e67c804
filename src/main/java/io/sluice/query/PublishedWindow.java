package io.sluice.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.config.TargetConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a published forecast says of its window and of the next one. Of a target that it does not
 * know, nothing.
 */
final class PublishedWindow {
  private static final JsonFactory JSON = new JsonFactory();
  private static final float LOWER = 0.1f;
  private static final float MEDIAN = 0.5f;
  private static final float UPPER = 0.9f;

  private final List<String> targets;
  private final List<Float> levels = new ArrayList<>();

  /** End of the window, and of the next one, epoch ms. */
  long end;

  long nextEnd;
  double score = Double.NaN;

  /** One value per target; NaN: none. */
  final double[] observed;

  /** What is forecast of the next window, all quantiles per target; empty: nothing. */
  private final double[][] next;

  private PublishedWindow(List<TargetConfig> targets) {
    this.targets = targets.stream().map(TargetConfig::name).toList();
    this.observed = new double[targets.size()];
    this.next = new double[targets.size()][0];
    Arrays.fill(observed, Double.NaN);
  }

  /**
   * Reads a record's value.
   *
   * @throws IOException when it is no forecast
   */
  static PublishedWindow parse(byte[] value, List<TargetConfig> targets) throws IOException {
    PublishedWindow window = new PublishedWindow(targets);
    try (JsonParser json = JSON.createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        window.read(json, json.currentName());
      }
    } catch (DateTimeParseException e) {
      throw new IOException("no forecast", e);
    }
    if (window.end == 0) {
      throw new IOException("no forecast");
    }
    return window;
  }

  private void read(JsonParser json, String name) throws IOException {
    json.nextToken();
    switch (name) {
      case "window" -> {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean isEnd = json.currentName().equals("end");
          json.nextToken();
          end = isEnd ? time(json) : end;
        }
      }
      case "score" -> score = number(json);
      case "observed" -> {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          int target = targets.indexOf(json.currentName());
          json.nextToken();
          if (target >= 0) {
            observed[target] = number(json);
          }
        }
      }
      case "levels" -> {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          levels.add((float) number(json));
        }
      }
      case "horizon" -> {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          nextEnd = nextEnd == 0 ? time(json) : nextEnd;
        }
      }
      case "quantiles" -> quantiles(json);
      default -> json.skipChildren();
    }
  }

  private void quantiles(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      int target = targets.indexOf(json.currentName());
      json.nextToken();
      boolean isFirst = true;
      while (json.nextToken() == JsonToken.START_ARRAY) {
        List<Double> row = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          row.add(number(json));
        }
        if (isFirst && target >= 0) {
          next[target] = row.stream().mapToDouble(Double::doubleValue).toArray();
        }
        isFirst = false;
      }
    }
  }

  private static double number(JsonParser json) throws IOException {
    return json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
  }

  private static long time(JsonParser json) throws IOException {
    return Instant.parse(json.getText()).toEpochMilli();
  }

  /** The quantiles that bound and halve what is forecast of the next window; NaN: none. */
  double lower(int target) {
    return next(target, LOWER, 0);
  }

  double median(int target) {
    return next(target, MEDIAN, -1);
  }

  double upper(int target) {
    return next(target, UPPER, next[target].length - 1);
  }

  private double next(int target, float level, int otherwise) {
    int at = levels.indexOf(level);
    int place = at < 0 ? otherwise : at;
    return place < 0 || place >= next[target].length ? Double.NaN : next[target][place];
  }
}
