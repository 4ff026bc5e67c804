package io.sluice.demo;

import io.sluice.config.TopicsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one pipeline has published: the newest values and forecast of each series, and all alert
 * episodes. Filled by the thread that follows the topics, read by the one that draws.
 */
final class Board {
  private static final int HISTORY = 40;

  /** The least score that is worth a look: of one window in ten. */
  private static final double ODD = 1;

  /** Ranks of alerts, above any score. */
  private static final double FIRING = 1e6;

  private static final double CRITICAL = 2e6;

  private final String pipeline;
  private final TopicsConfig topics;
  private final Map<String, Deque<Double>> observed = new HashMap<>();
  private final Map<String, byte[]> newest = new HashMap<>();
  private final Map<String, Double> scores = new HashMap<>();
  private final Map<String, AlertView> alerts = new LinkedHashMap<>();

  Board(String pipeline, TopicsConfig topics) {
    this.pipeline = pipeline;
    this.topics = topics;
  }

  synchronized void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (record.topic().equals(topics.forecasts())) {
      forecast(new String(record.key(), StandardCharsets.UTF_8), record.value());
    } else if (record.topic().equals(topics.alerts())) {
      alert(JsonTree.object(record.value()));
    }
  }

  private void forecast(String key, byte[] json) throws IOException {
    Map<?, ?> forecast = JsonTree.object(json);
    Deque<Double> values = observed.computeIfAbsent(key, name -> new ArrayDeque<>());
    Object bits = forecast.get("bits"); // of a pipeline of events
    values.add(
        bits instanceof Double number ? number : first(JsonTree.child(forecast, "observed")));
    scores.put(key, forecast.get("score") instanceof Double score ? score : Double.valueOf(0));
    if (values.size() > HISTORY) {
      values.remove();
    }
    newest.put(key, json);
  }

  /** The value of the first target that has one. */
  private static double first(Map<?, ?> values) {
    return values.values().stream()
        .filter(Double.class::isInstance)
        .map(Double.class::cast)
        .findFirst()
        .orElse(Double.NaN);
  }

  private void alert(Map<?, ?> json) {
    boolean firing = !JsonTree.text(json, "status").equals("resolved");
    String end = JsonTree.text(json, firing ? "decidedAt" : "endsAt");
    alerts.put(
        JsonTree.text(json, "id"),
        new AlertView(
            pipeline,
            JsonTree.text(json, "key"),
            JsonTree.text(json, "type"),
            JsonTree.text(json, "severity"),
            JsonTree.text(JsonTree.child(json, "annotations"), "summary"),
            Instant.parse(JsonTree.text(json, "startsAt")).toEpochMilli(),
            Instant.parse(end).toEpochMilli(),
            firing));
  }

  /**
   * What is most worth looking at: of the alerts that are firing the newest critical one, else the
   * newest; without any, the series with the highest score, if it is at all odd.
   */
  synchronized Optional<Highlight> highlight() {
    Optional<Map.Entry<String, AlertView>> firing =
        alerts.entrySet().stream()
            .filter(alert -> alert.getValue().firing())
            .max(
                Comparator.comparing(
                        (Map.Entry<String, AlertView> alert) -> isCritical(alert.getValue()))
                    .thenComparing(alert -> alert.getValue().start()));
    if (firing.isPresent()) {
      AlertView alert = firing.get().getValue();
      double rank = isCritical(alert) ? CRITICAL : FIRING;
      return Optional.of(
          new Highlight(pipeline, alert.key(), alert.summary(), firing.get().getKey(), rank));
    }
    return scores.entrySet().stream()
        .filter(score -> score.getValue() >= ODD)
        .max(Map.Entry.comparingByValue())
        .map(odd -> new Highlight(pipeline, odd.getKey(), oddest(odd), "", odd.getValue()));
  }

  private static boolean isCritical(AlertView alert) {
    return alert.severity().equals("critical");
  }

  private static String oddest(Map.Entry<String, Double> odd) {
    return String.format(
        Locale.ROOT, "%s is the oddest now, with a score of %.1f", odd.getKey(), odd.getValue());
  }

  /** The alert episodes, oldest first. */
  synchronized List<AlertView> alerts() {
    return List.copyOf(alerts.values());
  }

  /** What is shown of a series; empty before its first forecast. */
  synchronized Optional<SeriesView> series(String key) throws IOException {
    byte[] json = newest.get(key);
    Deque<Double> values = observed.get(key);
    if (json == null || values == null) {
      return Optional.empty();
    }
    Map<?, ?> forecast = JsonTree.object(json);
    List<?> steps =
        JsonTree.child(forecast, "quantiles").values().stream()
            .map(value -> value instanceof List<?> list ? list : List.of())
            .findFirst()
            .orElse(List.of());
    List<Double> medians = new ArrayList<>();
    for (Object step : steps) {
      medians.add(quantile(step, 0.5));
    }
    Object next = steps.isEmpty() ? null : steps.get(0);
    return Optional.of(
        new SeriesView(
            key,
            List.copyOf(values),
            medians,
            quantile(next, 0),
            quantile(next, 1),
            nextEvent(forecast)));
  }

  /** The most likely next event and its probability; empty where there are values. */
  private static String nextEvent(Map<?, ?> forecast) {
    Object tokens = JsonTree.child(forecast, "next").get("tokens");
    if (!(tokens instanceof List<?> list) || list.isEmpty()) {
      return "";
    }
    Map<?, ?> likely = list.get(0) instanceof Map<?, ?> first ? first : Map.of();
    String token = JsonTree.text(likely, "token");
    double probability = likely.get("probability") instanceof Double p ? p : 0;
    return String.format(
        Locale.ROOT, "%s %.0f%%", token.isEmpty() ? "(the end)" : token, 100 * probability);
  }

  /** The element at a share of a sorted list of numbers. */
  private static double quantile(@Nullable Object step, double share) {
    if (!(step instanceof List<?> levels) || levels.isEmpty()) {
      return Double.NaN;
    }
    Object value = levels.get((int) Math.round(share * (levels.size() - 1)));
    return value instanceof Double number ? number : Double.NaN;
  }
}
