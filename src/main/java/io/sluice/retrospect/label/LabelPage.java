package io.sluice.retrospect.label;

import io.sluice.config.yaml.Durations;
import io.sluice.history.series.Series;
import io.sluice.model.MetadataKey;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.report.Chart;
import io.sluice.report.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The page that shows labels: of a few series the part with the most, drawn and listed. */
final class LabelPage {
  /** Series that are shown. */
  static final int SERIES = 6;

  /** Windows that are drawn of each. */
  private static final int DRAWN = 400;

  /** Labelled windows that are listed of each. */
  private static final int LISTED = 10;

  private final LabelSettings settings;
  private final SequenceContract model;
  private final Page page;

  LabelPage(LabelSettings settings, SequenceContract model) {
    this.settings = settings;
    this.model = model;
    this.page = new Page("Labels of " + settings.pipeline().name());
  }

  String html(LabelSummary summary, List<LabelledSeries> shown) {
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
        "Black: values. Blue: what is expected of each window without its own value, median and"
            + " interval from quantile %s to %s. Orange: imputed. Red: labelled."
                .formatted(
                    model.levels().get(model.nearest(0.1)),
                    model.levels().get(model.nearest(0.9))));
    shown.forEach(this::series);
    return page.html();
  }

  private void series(LabelledSeries labelled) {
    Series series = labelled.series();
    page.heading(
        "%s: %,d labelled, %,d imputed"
            .formatted(
                series.name(), labelled.count(Label.ANOMALY), labelled.count(Label.IMPUTED)));
    int from = busiest(labelled);
    int to = Math.min(from + DRAWN, series.length());
    Chart chart = new Chart("windows from " + Instant.ofEpochMilli(series.start(from)), "value");
    bands(chart, labelled, from, to);
    chart.line("stroke:#1f5fa8;stroke-width:.8", 0, values(from, to, labelled::expected));
    chart.line("stroke:#222;stroke-width:1.2", 0, values(from, to, series::value));
    dots(chart, "#d9822b;stroke-width:4", labelled, Label.IMPUTED, from, to);
    dots(chart, "#c4242b;stroke-width:7", labelled, Label.ANOMALY, from, to);
    page.raw(chart.svg());
    list(labelled);
  }

  /** The first of those windows among which most are labelled, or else imputed. */
  private static int busiest(LabelledSeries labelled) {
    int windows = labelled.series().length();
    long best = -1;
    int begin = 0;
    for (int from = 0; from == 0 || from + DRAWN <= windows; from += DRAWN / 4) {
      int to = Math.min(from + DRAWN, windows);
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

  /** One band for each run of windows of which something is expected. */
  private static void bands(Chart chart, LabelledSeries labelled, int from, int to) {
    int begin = from;
    for (int t = from; t <= to; t++) {
      if (t == to || Double.isNaN(labelled.expected(t))) {
        if (t > begin) {
          chart.band(
              "fill:#1f5fa8;fill-opacity:.2",
              begin - from,
              values(begin, t, labelled::lower),
              values(begin, t, labelled::upper));
        }
        begin = t + 1;
      }
    }
  }

  /** A line from a point to itself, with round ends, is a dot. */
  private static void dots(
      Chart chart, String style, LabelledSeries labelled, Label label, int from, int to) {
    int[] windows = IntStream.range(from, to).filter(t -> labelled.label(t) == label).toArray();
    double[] x = new double[3 * windows.length];
    double[] y = new double[3 * windows.length];
    for (int i = 0; i < windows.length; i++) {
      double value = labelled.series().value(windows[i]);
      double drawn = Double.isNaN(value) ? labelled.expected(windows[i]) : value;
      Arrays.fill(x, 3 * i, 3 * i + 3, windows[i] - from);
      Arrays.fill(y, 3 * i, 3 * i + 2, drawn);
      y[3 * i + 2] = Double.NaN;
    }
    chart.points("stroke-linecap:round;stroke:" + style, x, y);
  }

  /** The labelled windows with the highest scores. */
  private void list(LabelledSeries labelled) {
    List<List<String>> rows = new ArrayList<>();
    IntStream.range(0, labelled.series().length())
        .filter(t -> labelled.label(t) == Label.ANOMALY)
        .boxed()
        .sorted(Comparator.comparingDouble(t -> -labelled.score(t)))
        .limit(LISTED)
        .forEach(t -> rows.add(row(labelled, t)));
    if (!rows.isEmpty()) {
      page.table(List.of("window from", "value", "expected", "lower", "upper", "score"), rows);
    }
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
