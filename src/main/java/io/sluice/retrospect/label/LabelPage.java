package io.sluice.retrospect.label;

import io.sluice.config.yaml.Durations;
import io.sluice.history.series.Series;
import io.sluice.model.MetadataKey;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.report.Chapter;
import io.sluice.report.Chapters;
import io.sluice.report.Figure;
import io.sluice.report.Page;
import io.sluice.report.Tone;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The page that shows labels: every series to choose from, those with the most first. */
final class LabelPage {
  /** Values that are drawn of a window. */
  private static final int COLUMNS = 6;

  private static final double LOWER = 0.1;
  private static final double UPPER = 0.9;

  /** Labelled windows that are listed of each. */
  private static final int LISTED = 20;

  private final LabelSettings settings;
  private final SequenceContract model;
  private final int drawn;
  private final Chapters chapters = new Chapters(List.of("series", "labelled", "imputed"));

  /** A page of so many series, which are {@link #add added} one by one. */
  LabelPage(LabelSettings settings, SequenceContract model, int series) {
    this.settings = settings;
    this.model = model;
    this.drawn = Chapters.windows(series, COLUMNS);
  }

  String html(LabelSummary summary) {
    Page page = new Page("Labels of " + settings.pipeline().name());
    page.paragraph(
        "Model %s, version %s (%s), which states of its training: %s."
            .formatted(
                model.name(),
                model.version(),
                model.hash(),
                model.metadata().getOrDefault(MetadataKey.TRAINING_CUT.key(), "nothing")));
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%,d series, %,d more with too few values. Of %,d windows %,d are labelled: their score, -log10 of"
                + " a p-value, is at least %.2f, which a series reaches by chance once in %s. %,d"
                + " windows without a value are imputed, %,d in longer gaps are left empty.",
            summary.series(),
            summary.tooShort(),
            summary.windows(),
            summary.count(Label.ANOMALY),
            settings.threshold(),
            Durations.format(settings.budget()),
            summary.count(Label.IMPUTED),
            summary.count(Label.EMPTY)));
    page.paragraph(
        "Each window is expected without a look at its own value: the median, and the interval from quantile %s to %s."
            .formatted(
                model.levels().get(model.nearest(LOWER)),
                model.levels().get(model.nearest(UPPER))));
    return page.chapters(chapters, "labels.csv").html();
  }

  void add(LabelledSeries labelled) {
    Series series = labelled.series();
    int labels = labelled.count(Label.ANOMALY);
    int imputed = labelled.count(Label.IMPUTED);
    int from = busiest(labelled);
    int to = Math.min(from + drawn, series.length());
    long[] times = IntStream.range(from, to).mapToLong(series::start).toArray();
    Figure figure =
        Figure.overTime("values and what was expected, by the start of their windows", times)
            .band(
                "expected interval",
                Tone.BAND,
                values(from, to, labelled::lower),
                values(from, to, labelled::upper))
            .dashed("expected", Tone.ACCENT, values(from, to, labelled::expected))
            .dots("imputed", Tone.WARN, values(from, to, t -> dot(labelled, t, Label.IMPUTED)))
            .dots("labelled", Tone.BAD, values(from, to, t -> dot(labelled, t, Label.ANOMALY)))
            .line("value", Tone.INK, values(from, to, series::value));
    chapters.add(
        new Chapter(series.name(), List.of("%,d".formatted(labels), "%,d".formatted(imputed)))
            .paragraph(
                "Of %,d windows %,d are labelled and %,d imputed.%s"
                    .formatted(series.length(), labels, imputed, cut(series, to - from)))
            .figure(figure)
            .table(
                List.of("window from", "value", "expected", "lower", "upper", "score"),
                rows(labelled)),
        labels,
        imputed);
  }

  private static String cut(Series series, int shown) {
    return shown < series.length()
        ? " The %,d with the most to see are drawn.".formatted(shown)
        : "";
  }

  /** The value of a window that has a label, or what is expected of it; else NaN. */
  private static double dot(LabelledSeries labelled, int window, Label label) {
    double value = labelled.series().value(window);
    return labelled.label(window) != label
        ? Double.NaN
        : Double.isNaN(value) ? labelled.expected(window) : value;
  }

  /** The first of those windows among which most are labelled, or else imputed. */
  private int busiest(LabelledSeries labelled) {
    int windows = labelled.series().length();
    long best = -1;
    int begin = 0;
    for (int from = 0; from == 0 || from + drawn <= windows; from += drawn / 4) {
      int to = Math.min(from + drawn, windows);
      long labels = labelled.count(Label.ANOMALY, from, to);
      long weight = labels * windows + labelled.count(Label.IMPUTED, from, to);
      if (weight > best) {
        best = weight;
        begin = from;
      }
    }
    return begin;
  }

  private static double[] values(int from, int to, IntToDoubleFunction value) {
    return IntStream.range(from, to).mapToDouble(value).toArray();
  }

  /** The labelled windows with the highest scores. */
  private static List<List<String>> rows(LabelledSeries labelled) {
    return IntStream.range(0, labelled.series().length())
        .filter(t -> labelled.label(t) == Label.ANOMALY)
        .boxed()
        .sorted(Comparator.comparingDouble(t -> -labelled.score(t)))
        .limit(LISTED)
        .map(t -> row(labelled, t))
        .toList();
  }

  private static List<String> row(LabelledSeries labelled, int window) {
    return List.of(
        Instant.ofEpochMilli(labelled.series().start(window)).toString(),
        number(labelled.series().value(window)),
        number(labelled.expected(window)),
        number(labelled.lower(window)),
        number(labelled.upper(window)),
        String.format(Locale.ROOT, "%.1f", labelled.score(window)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }
}
