package io.sluice.backtest;

import io.sluice.evaluate.metric.Errors;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.evaluate.metric.Levels;
import io.sluice.evaluate.metric.Metrics;
import io.sluice.history.series.Series;
import io.sluice.model.MetadataKey;
import io.sluice.report.Chapter;
import io.sluice.report.Chapters;
import io.sluice.report.Figure;
import io.sluice.report.Page;
import io.sluice.report.Tone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** One page: the metrics, error by step, calibration, skill, and the forecasts of every series. */
final class Report {
  /** Horizons of history before the first forecast that is drawn. */
  private static final int HISTORY = 3;

  /** Values that are drawn of a window. */
  private static final int COLUMNS = 6;

  private static final Map<String, Tone> TONES =
      Map.of(
          Scored.MODEL,
          Tone.ACCENT,
          Forecaster.NAIVE.toString(),
          Tone.FAINT,
          Forecaster.SEASONAL_NAIVE.toString(),
          Tone.WARN,
          Forecaster.DRIFT.toString(),
          Tone.BAD,
          Forecaster.SAME_PHASE.toString(),
          Tone.GOOD,
          Scored.AGAINST,
          Tone.INK);

  private final BacktestResult result;
  private final BacktestSettings settings;
  private final Page page;
  private final String strongest;

  Report(BacktestResult result) {
    this.result = result;
    this.settings = result.settings();
    this.strongest = result.strongest();
    this.page = new Page("Backtest of " + settings.pipeline().name());
  }

  String html() {
    summary();
    table();
    byStep();
    calibration();
    skillByKey();
    series();
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
            + " Skipped: %,d series that are too short. Scored as seasonal-naive's: %,d forecasts that were not issued."
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
    page.paragraph(result.verdict());
    result.comparison().ifPresent(comparison -> page.paragraph(comparison.verdict()));
    page.paragraph(
        "Errors: lower is better. Coverage: the share of values in the central 50, 80 and 90%"
            + " interval. same-phase: quantiles of the last "
            + Forecaster.PHASES
            + " values of the same phase of the season.");
  }

  private void series() {
    Chapters chapters =
        new Chapters(List.of("series, the worst first", "SQL against " + strongest));
    int windows = Chapters.windows(result.scored(), COLUMNS);
    result.keys().forEach(key -> chapters.add(chapter(key, windows), weight(key)));
    page.chapters(chapters, "forecasts.csv");
  }

  private double weight(Scored key) {
    double skill = key.over(strongest);
    return Double.isFinite(skill) ? -skill : Double.NEGATIVE_INFINITY;
  }

  /** The last forecasts, as many as fit, and history before them. */
  private Chapter chapter(Scored key, int windows) {
    int horizons = Math.max(1, windows / settings.horizon() - HISTORY);
    int first = Math.max(0, settings.windows() - horizons);
    int from = Math.max(0, key.origin(first) + 1 - HISTORY * settings.horizon());
    Series series = key.series();
    long[] times = IntStream.range(from, series.length()).mapToLong(series::start).toArray();
    Figure figure =
        Figure.overTime("values and forecasts, by the start of their windows", times)
            .band("90% interval", Tone.FAN, level(key, from, .05), level(key, from, .95))
            .band("50% interval", Tone.BAND, level(key, from, .25), level(key, from, .75))
            .dashed("median", Tone.ACCENT, level(key, from, .5))
            .line(
                "actual",
                Tone.INK,
                IntStream.range(from, series.length()).mapToDouble(series::value).toArray());
    for (int window = first; window < settings.windows(); window++) {
      long origin = series.start(key.origin(window));
      figure.stretch("a forecast is made", Tone.ORIGIN, origin, origin);
    }
    return new Chapter(series.name(), List.of(against(key.over(strongest))))
        .paragraph(sentence(key, first))
        .figure(figure);
  }

  private String sentence(Scored key, int first) {
    String skill =
        Double.isFinite(key.over(strongest))
            ? "The model's SQL is " + against(key.over(strongest)) + " " + strongest + "'s."
            : "Nothing can be said of the model's skill here.";
    int drawn = settings.windows() - first;
    return first == 0 ? skill : skill + " The last %,d forecasts are drawn.".formatted(drawn);
  }

  /** "18% below", of a share that is saved. */
  static String against(double skill) {
    long percent = Math.round(100 * Math.abs(skill));
    if (!Double.isFinite(skill)) {
      return "unknown";
    }
    return percent == 0 ? "as high as" : percent + (skill > 0 ? "% below" : "% above");
  }

  /** A quantile of what was forecast of each window; NaN where nothing was. */
  private double[] level(Scored key, int from, double level) {
    double[] values = new double[key.series().length() - from];
    Arrays.fill(values, Double.NaN);
    for (int window = 0; window < settings.windows(); window++) {
      if (key.isForecast(window) && key.origin(window) + 1 >= from) {
        double[] steps = level(key.forecast(window), level);
        System.arraycopy(steps, 0, values, key.origin(window) + 1 - from, steps.length);
      }
    }
    return values;
  }

  private static double[] level(double[][] forecast, double level) {
    int index = Levels.indexOf(level);
    return Arrays.stream(forecast).mapToDouble(step -> step[index]).toArray();
  }

  private void byStep() {
    page.heading("Error by step of the horizon");
    Figure figure =
        Figure.over("SQL by step, lower is better", "step", counted(1, settings.horizon()));
    result.lossesByStep().forEach((name, losses) -> figure.line(name, tone(name), losses));
    page.figure(figure);
  }

  private static double[] counted(int from, int count) {
    return IntStream.range(from, from + count).asDoubleStream().toArray();
  }

  private void calibration() {
    page.heading("Calibration");
    double[] levels = new double[Levels.COUNT];
    Arrays.setAll(levels, Levels::get);
    Figure figure =
        Figure.over("share of values at or below each quantile", "quantile level", levels)
            .dashed("calibrated", Tone.FAINT, levels);
    for (String forecaster : result.metrics().keySet()) {
      Errors total = result.total(forecaster);
      double[] below = new double[Levels.COUNT];
      Arrays.setAll(below, total::below);
      figure.line(forecaster, tone(forecaster), below);
    }
    page.figure(figure);
    page.paragraph("A calibrated forecaster lies on the dashed line.");
  }

  private void skillByKey() {
    page.heading("Skill by series");
    double[] skills =
        result.keys().stream()
            .mapToDouble(key -> key.over(strongest))
            .filter(Double::isFinite)
            .map(skill -> 100 * Math.max(-1, skill))
            .sorted()
            .toArray();
    page.figure(
        Figure.over(
                "by how many percent the SQL lies below that of " + strongest,
                "series, worst first",
                counted(1, skills.length))
            .dashed("as " + strongest, Tone.FAINT, new double[skills.length])
            .line(Scored.MODEL, tone(Scored.MODEL), skills));
    long better = Arrays.stream(skills).filter(skill -> skill > 0).count();
    page.paragraph(
        "The model is better than %s, the strongest trivial forecaster, on %,d of %,d series; where its SQL is more than twice as high, twice is drawn."
            .formatted(strongest, better, skills.length));
  }

  private static Tone tone(String forecaster) {
    return Optional.ofNullable(TONES.get(forecaster)).orElse(Tone.INK);
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–";
  }
}
