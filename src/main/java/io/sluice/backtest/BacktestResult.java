package io.sluice.backtest;

import io.sluice.evaluate.TrainingCut;
import io.sluice.evaluate.metric.Errors;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.evaluate.metric.Metrics;
import io.sluice.evaluate.metric.StepLosses;
import io.sluice.model.ModelContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a backtest comes to, and the files that say so. */
public final class BacktestResult {
  private final BacktestSettings settings;
  private final ModelContract model;
  private final List<Scored> keys;
  private final int tooShort;
  private final StepLosses steps;
  private final NextWindow next;
  private final @Nullable Comparison comparison;

  /** By forecaster, the model first: of each backtest window, the errors by dimension. */
  private final Map<String, List<Map<String, Errors>>> errors = new LinkedHashMap<>();

  BacktestResult(
      BacktestSettings settings,
      ModelContract model,
      List<Scored> keys,
      int tooShort,
      StepLosses steps,
      NextWindow next,
      @Nullable Comparison comparison) {
    this.next = next;
    this.comparison = comparison;
    this.settings = settings;
    this.model = model;
    this.keys = List.copyOf(keys);
    this.tooShort = tooShort;
    this.steps = steps;
    for (Scored key : keys) {
      key.errors().forEach((forecaster, windows) -> merge(key, forecaster, windows));
    }
  }

  private void merge(Scored key, String forecaster, List<Errors> ofKey) {
    List<Map<String, Errors>> all = errors.computeIfAbsent(forecaster, name -> new ArrayList<>());
    for (int window = 0; window < ofKey.size(); window++) {
      if (all.size() == window) {
        all.add(new LinkedHashMap<>());
      }
      all.get(window)
          .computeIfAbsent(key.series().dimension(), name -> new Errors())
          .add(ofKey.get(window));
    }
  }

  /** Mean metrics by forecaster and then by name, the model first. */
  public Map<String, Map<String, Double>> metrics() {
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    errors.forEach(
        (forecaster, windows) ->
            metrics.put(
                forecaster,
                Metrics.mean(windows.stream().map(BacktestResult::overDimensions).toList())
                    .byName()));
    return metrics;
  }

  /** The trivial forecaster with the lowest mean SQL; naive where none has one. */
  public String strongest() {
    Map<String, Map<String, Double>> metrics = metrics();
    return Arrays.stream(Forecaster.values())
        .map(Forecaster::toString)
        .filter(name -> Double.isFinite(sql(metrics, name)))
        .min(Comparator.comparingDouble(name -> sql(metrics, name)))
        .orElse(Forecaster.NAIVE.toString());
  }

  /** How much lower the model's SQL is than that of {@link #strongest}, as a share. */
  public double overStrongest() {
    Map<String, Map<String, Double>> metrics = metrics();
    return 1 - sql(metrics, Scored.MODEL) / sql(metrics, strongest());
  }

  /** What the model is worth beside the strongest trivial forecaster, a sentence. */
  public String verdict() {
    double skill = overStrongest();
    String beside = " the SQL of " + strongest() + ", the strongest trivial forecaster";
    if (!Double.isFinite(skill)) {
      return "SQL is undefined here, or nothing errs: the series say nothing of the model's worth.";
    }
    return skill > 0
        ? String.format(Locale.ROOT, "The model's SQL is %.1f%% below%s.", 100 * skill, beside)
        : String.format(
            Locale.ROOT,
            "The model does not beat what is trivial: its SQL is %.1f%% above%s.",
            -100 * skill,
            beside);
  }

  /** The model beside other forecasts, where there are some. */
  public Optional<Comparison> comparison() {
    return Optional.ofNullable(comparison);
  }

  private static double sql(Map<String, Map<String, Double>> metrics, String forecaster) {
    return metrics.getOrDefault(forecaster, Map.of()).getOrDefault("SQL", Double.NaN);
  }

  private static Metrics overDimensions(Map<String, Errors> byDimension) {
    return Metrics.mean(byDimension.values().stream().map(Metrics::of).toList());
  }

  /** How the forecasts of the next window hold what they say, with and without correction. */
  public NextWindow next() {
    return next;
  }

  /** The number of series that were scored. */
  public int scored() {
    return keys.size();
  }

  /** The number of series that were too short. */
  public int tooShort() {
    return tooShort;
  }

  /**
   * How many forecasts the model owes because a series was silent for too long at the origin; they
   * are scored as seasonal-naive's.
   */
  public long missing() {
    long missing = 0;
    for (Scored key : keys) {
      for (int window = 0; window < settings.windows(); window++) {
        missing += key.isForecast(window) ? 0 : 1;
      }
    }
    return missing;
  }

  /**
   * The series of which the earliest window that is tested begins before the model's training was
   * over, so that the model may have seen the answer; 0 where the model does not say when.
   */
  public int seen() {
    long until = until().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    return (int) keys.stream().filter(key -> key.firstTested() < until).count();
  }

  /** The first time that the model has not been trained on or chosen by; empty: it does not say. */
  public Optional<Instant> until() {
    return TrainingCut.until(model.metadata());
  }

  /**
   * Writes {@code metrics.json}, {@code forecasts.csv} and {@code report.html}.
   *
   * @throws IOException when the directory or a file cannot be written
   */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    MetricsJson.write(directory.resolve("metrics.json"), this);
    ForecastsCsv.write(directory.resolve("forecasts.csv"), this);
    Files.writeString(directory.resolve("report.html"), new Report(this).html());
  }

  BacktestSettings settings() {
    return settings;
  }

  ModelContract model() {
    return model;
  }

  List<Scored> keys() {
    return keys;
  }

  Map<String, double[]> lossesByStep() {
    return steps.means();
  }

  /** The model's errors over all windows. */
  Errors total(String forecaster) {
    Errors total = new Errors();
    errors
        .getOrDefault(forecaster, List.of())
        .forEach(window -> window.values().forEach(total::add));
    return total;
  }
}
