package io.sluice.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;

/** What a pipeline published, in the terms of {@link Expected}. */
public final class Published {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Published() {}

  public static Expected forecast(byte[] value) {
    JsonNode json = parse(value);
    List<Double> numbers = new ArrayList<>();
    json.get("observed").forEach(target -> numbers.add(number(target)));
    numbers.add(number(json.get("score")));
    numbers.add(number(json.get("maturity")));
    for (JsonNode target : json.get("quantiles")) {
      for (JsonNode step : target) {
        step.forEach(quantile -> numbers.add(number(quantile)));
      }
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
            sources(json.at("/source/ranges")),
            json.at("/model/hash").asText()),
        numbers);
  }

  /** The ranges by partition: the order in which partitions were read is not told. */
  private static String sources(JsonNode ranges) {
    TreeMap<Integer, String> sources = new TreeMap<>();
    for (JsonNode range : ranges) {
      int partition = range.get("partition").asInt();
      sources.put(
          partition,
          "%d:%d-%d;"
              .formatted(partition, range.get("first").asLong(), range.get("last").asLong()));
    }
    return String.join("", sources.values());
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
            json.get("windows").asText(),
            json.at("/model/hash").asText()),
        List.of(number(json.get("score"))));
  }

  /** Ordered by key and source partition: how partitions mix is not told. */
  public static Expected late(byte[] value) {
    JsonNode json = parse(value);
    String key = json.get("key").asText();
    String partition = json.at("/source/partition").asText();
    List<String> names = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Map.Entry<String, JsonNode> target : json.get("values").properties()) {
      names.add(target.getKey());
      values.add(number(target.getValue()));
    }
    return new Expected(
        key + "/" + partition,
        partition + ":" + json.at("/source/offset").asText(),
        List.of(key, json.at("/window/end").asText(), names.toString()),
        values);
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
