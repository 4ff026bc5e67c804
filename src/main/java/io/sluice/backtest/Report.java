package io.sluice.backtest;

import io.sluice.evaluate.metric.Errors;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.evaluate.metric.Levels;
import io.sluice.evaluate.metric.Metrics;
import io.sluice.model.MetadataKey;
import io.sluice.report.Chart;
import io.sluice.report.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One self-contained HTML page: the metrics, forecast fans, error by step, calibration, skill. */
final class Report {
  /** Backtest windows of a fan, and horizons of history before them. */
  private static final int FANS = 3;

  private static final Map<String, String> COLOURS =
      Map.of(
          Scored.MODEL,
          "#1f5fa8",
          Forecaster.NAIVE.toString(),
          "#b0b0b0",
          Forecaster.SEASONAL_NAIVE.toString(),
          "#c46a1b",
          Forecaster.SAME_PHASE.toString(),
          "#3f8f4f");

  private final BacktestResult result;
  private final BacktestSettings settings;
  private final Page page;

  Report(BacktestResult result) {
    this.result = result;
    this.settings = result.settings();
    this.page = new Page("Backtest of " + settings.pipeline().name());
  }

  String html() {
    summary();
    table();
    fans();
    byStep();
    calibration();
    skillByKey();
    return page.html();
  }

  private void summary() {
    long first = Long.MAX_VALUE;
    for (Scored key : result.keys()) {
      first = Math.min(first, key.series().start(key.origin(0)));
    }
    page.paragraph(
        "Model %s, version %s (%s). %,d series, %d forecasts of %d windows each from the end of every"
                .formatted(
                    result.model().name(),
                    result.model().version(),
                    result.model().hash(),
                    result.scored(),
                    settings.windows(),
                    settings.horizon())
            + " series, season %d. The earliest origin is %s; the model states of its training: %s."
                .formatted(
                    settings.season(),
                    Instant.ofEpochMilli(first),
                    result
                        .model()
                        .metadata()
                        .getOrDefault(MetadataKey.TRAINING_CUT.key(), "nothing"))
            + " Skipped: %,d series that are too short; %,d forecasts that the model owes."
                .formatted(result.tooShort(), result.missing())
            + result.until().filter(cut -> result.seen() > 0).map(this::seen).orElse(""));
  }

  private String seen(Instant until) {
    return " %,d series are tested on windows before %s, which the model may have seen in training."
        .formatted(result.seen(), until);
  }

  private void table() {
    List<String> heads = new ArrayList<>(List.of("forecaster"));
    heads.addAll(Metrics.names());
    List<List<String>> rows = new ArrayList<>();
    result
        .metrics()
        .forEach(
            (forecaster, values) -> {
              List<String> row = new ArrayList<>(List.of(forecaster));
              values.values().forEach(value -> row.add(number(value)));
              rows.add(row);
            });
    page.table(heads, rows);
    page.paragraph(
        "Errors: lower is better. Coverage: the share of values in the central 50, 80 and 90%"
            + " interval. same-phase: quantiles of the last "
            + Forecaster.PHASES
            + " values of the same phase of the season.");
  }

  private void fans() {
    List<Scored> ranked =
        result.keys().stream()
            .filter(key -> Double.isFinite(key.skill()))
            .sorted(Comparator.comparingDouble(Scored::skill).reversed())
            .toList();
    if (!ranked.isEmpty()) {
      fan("Best", ranked.get(0));
      fan("Median", ranked.get(ranked.size() / 2));
      fan("Worst", ranked.get(ranked.size() - 1));
    }
  }

  private void fan(String which, Scored key) {
    page.heading(
        "%s series: %s (SQL %.0f%% below seasonal-naive)"
            .formatted(which, key.series().name(), 100 * key.skill()));
    int firstWindow = Math.max(0, settings.windows() - FANS);
    int firstOrigin = key.origin(firstWindow);
    int from = Math.max(0, firstOrigin + 1 - FANS * settings.horizon());
    double[] actual = new double[key.series().length() - from];
    Arrays.setAll(actual, i -> key.series().value(from + i));
    Chart chart = new Chart("windows from the first origin", "value");
    for (int window = firstWindow; window < settings.windows(); window++) {
      if (key.isForecast(window)) {
        double[][] forecast = key.forecast(window);
        int x = key.origin(window) + 1 - firstOrigin;
        chart.band("fill:#1f5fa8;fill-opacity:.15", x, level(forecast, .05), level(forecast, .95));
        chart.band("fill:#1f5fa8;fill-opacity:.25", x, level(forecast, .25), level(forecast, .75));
        chart.line("stroke:#1f5fa8;stroke-width:1.5", x, level(forecast, .5));
      }
    }
    chart.line("stroke:#222;stroke-width:1.2", (double) from - firstOrigin, actual);
    page.raw(chart.svg());
    page.paragraph("Black: actual values. Blue: median, 50% and 90% interval.");
  }

  private static double[] level(double[][] forecast, double level) {
    int index = Levels.indexOf(level);
    return Arrays.stream(forecast).mapToDouble(step -> step[index]).toArray();
  }

  private void byStep() {
    page.heading("Error by step of the horizon");
    Chart chart = new Chart("step", "SQL");
    result.lossesByStep().forEach((name, losses) -> chart.line(stroke(name), 1, losses));
    page.raw(chart.svg());
    legend();
  }

  private void calibration() {
    page.heading("Calibration");
    Chart chart = new Chart("quantile level", "share of values at or below it");
    chart.points("stroke:#999;stroke-dasharray:4 4", new double[] {0, 1}, new double[] {0, 1});
    double[] levels = new double[Levels.COUNT];
    Arrays.setAll(levels, Levels::get);
    for (String forecaster : result.metrics().keySet()) {
      Errors total = result.total(forecaster);
      double[] below = new double[Levels.COUNT];
      Arrays.setAll(below, total::below);
      chart.points(stroke(forecaster), levels, below);
    }
    page.raw(chart.svg());
    legend();
    page.paragraph("A calibrated forecaster lies on the dashed line.");
  }

  private void skillByKey() {
    page.heading("Skill by series");
    double[] skills =
        result.keys().stream()
            .mapToDouble(Scored::skill)
            .filter(Double::isFinite)
            .map(skill -> Math.max(-1, skill))
            .sorted()
            .toArray();
    Chart chart = new Chart("series, worst first", "SQL below seasonal-naive");
    chart.line("stroke:#999;stroke-dasharray:4 4", 0, new double[skills.length]);
    page.raw(chart.line(stroke(Scored.MODEL), 0, skills).svg());
    long better = Arrays.stream(skills).filter(skill -> skill > 0).count();
    page.paragraph(
        "The model is better than seasonal-naive on %,d of %,d series; skill below -1 is drawn as -1."
            .formatted(better, skills.length));
  }

  private static String stroke(String forecaster) {
    boolean isModel = forecaster.equals(Scored.MODEL);
    return "stroke:" + colour(forecaster) + ";stroke-width:" + (isModel ? "2" : "1.2");
  }

  private static String colour(String forecaster) {
    return Optional.ofNullable(COLOURS.get(forecaster)).orElse("#222");
  }

  private void legend() {
    page.raw("<p>");
    for (String forecaster : result.metrics().keySet()) {
      page.raw("<span class=\"key\" style=\"background:").raw(colour(forecaster));
      page.raw("\"></span>").raw(forecaster);
    }
    page.raw("</p>");
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–";
  }
}
