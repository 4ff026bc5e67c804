package io.sluice.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/** What a pipeline published, in the terms of {@link Expected}. */
public final class Published {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Published() {}

  public static Expected forecast(byte[] value) {
    JsonNode json = parse(value);
    List<Double> numbers = new ArrayList<>();
    numbers.add(number(json.at("/observed/value")));
    numbers.add(number(json.get("score")));
    numbers.add(number(json.get("maturity")));
    for (JsonNode step : json.at("/quantiles/value")) {
      step.forEach(quantile -> numbers.add(number(quantile)));
    }
    StringBuilder sources = new StringBuilder();
    for (JsonNode range : json.at("/source/ranges")) {
      sources
          .append(range.get("partition").asInt())
          .append(':')
          .append(range.get("first").asLong())
          .append('-')
          .append(range.get("last").asLong())
          .append(';');
    }
    JsonNode horizon = json.get("horizon");
    String key = json.get("key").asText();
    return new Expected(
        key,
        key + "@" + json.at("/window/end").asText(),
        List.of(
            json.at("/window/start").asText(),
            json.get("imputed").asText(),
            json.get("warming").asText(),
            horizon.get(horizon.size() - 1).asText(),
            sources.toString()),
        numbers);
  }

  public static Expected alert(byte[] value) {
    JsonNode json = parse(value);
    return new Expected(
        json.at("/labels/key").asText(),
        json.get("id").asText() + "/" + json.get("status").asText(),
        List.of(
            json.get("type").asText(),
            json.get("severity").asText(),
            json.get("startsAt").asText(),
            json.get("endsAt").asText(),
            json.get("decidedAt").asText(),
            json.get("windows").asText()),
        List.of(number(json.get("score"))));
  }

  public static Expected late(byte[] value) {
    JsonNode json = parse(value);
    return new Expected(
        json.get("key").asText(),
        json.at("/source/partition").asText() + ":" + json.at("/source/offset").asText(),
        List.of(json.at("/window/end").asText()),
        List.of(number(json.at("/values/value"))));
  }

  public static Expected deadLetter(Headers headers) {
    String partition = header(headers, "sluice-partition");
    return new Expected(
        partition,
        partition + ":" + header(headers, "sluice-offset"),
        List.of(header(headers, "sluice-reason")),
        List.of());
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : Double.NaN;
  }

  private static JsonNode parse(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
