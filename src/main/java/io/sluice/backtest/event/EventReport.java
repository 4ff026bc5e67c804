package io.sluice.backtest.event;

import io.sluice.csv.Untrusted;
import io.sluice.evaluate.language.EventFigures;
import io.sluice.evaluate.language.Surprises;
import io.sluice.model.ModelIdentity;
import io.sluice.report.Chapter;
import io.sluice.report.Chapters;
import io.sluice.report.Figure;
import io.sluice.report.Page;
import io.sluice.report.Tone;
import io.sluice.report.event.SurpriseChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a backtest of events: what the model is worth, and where it was surprised. */
public final class EventReport {
  /** What the model is called among those that predict. */
  public static final String MODEL = "model";

  private static final double PERCENT = 100;
  private static final int DRAWN = 400;

  private final ModelIdentity model;
  private final Map<String, EventFigures> totals;
  private final Map<String, EventFigures> keys;
  private final Map<String, Surprises> surprises;
  private final EventFigures figures;

  /**
   * A report.
   *
   * @param totals by name, what each that predicts comes to; {@value #MODEL} is one of them
   * @param keys the model's figures of each key
   * @param surprises what happened to each key
   */
  public EventReport(
      ModelIdentity model,
      Map<String, EventFigures> totals,
      Map<String, EventFigures> keys,
      Map<String, Surprises> surprises) {
    this.model = model;
    this.totals = totals;
    this.keys = keys;
    this.surprises = surprises;
    this.figures = totals.getOrDefault(MODEL, new EventFigures());
  }

  /** The whole page. */
  public String html(String pipeline) {
    Page page = new Page("Backtest of the events of " + pipeline);
    page.paragraph(
        "Model %s (%s), %,d held-out events and ends of %,d keys. Surprise is -log2 of how probable an event was before it came, in bits: fewer are better, and one bit less halves the possibilities."
            .formatted(model.name(), model.hash(), figures.events(), keys.size()));
    page.heading(verdict()).table(heads(), rows());
    calibration(page);
    times(page);
    page.heading("Where it was surprised");
    page.paragraph("The keys with the highest mean surprise come first.");
    page.chapters(chapters(), "metrics.json");
    return page.html();
  }

  /** The best of those that only count. */
  private String verdict() {
    String best = "";
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, EventFigures> entry : totals.entrySet()) {
      double bits = entry.getValue().bits();
      if (!entry.getKey().equals(MODEL) && bits < least) {
        least = bits;
        best = entry.getKey();
      }
    }
    double less = PERCENT * (1 - Math.pow(2, figures.bits() - least));
    return String.format(
        Locale.ROOT,
        less >= 0
            ? "The model has %.1f%% less perplexity than %s, the best that only counts"
            : "The model has %.1f%% more perplexity than %s, the best that only counts",
        Math.abs(less),
        best);
  }

  private static List<String> heads() {
    return List.of(
        "", "bits", "perplexity", "bits, differing", "first", "of three", "time error, days");
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    totals.forEach(
        (name, of) ->
            rows.add(
                List.of(
                    name,
                    number("%.3f", of.bits()),
                    number("%.2f", of.perplexity()),
                    number("%.3f", of.bitsOfOthers()),
                    number("%.3f", of.accuracy()),
                    number("%.3f", of.accuracyOfThree()),
                    number("%.4f", of.delayErrorDays()))));
    return rows;
  }

  private void calibration(Page page) {
    List<double[]> rows = figures.reliability();
    if (rows.isEmpty()) {
      return;
    }
    double[] told = rows.stream().mapToDouble(row -> row[0]).toArray();
    double[] came = rows.stream().mapToDouble(row -> row[1]).toArray();
    page.heading(
        String.format(
            Locale.ROOT,
            "What it holds for most likely comes as often as it says, to within %.1f points",
            PERCENT * figures.calibrationError()));
    page.figure(
        Figure.over("how often the most likely token came", "the probability that was told", told)
            .dashed("as told", Tone.FAINT, told)
            .line("came", Tone.INK, came));
  }

  private void times(Page page) {
    List<Double> tenths = figures.tenths();
    if (tenths.isEmpty()) {
      return;
    }
    double[] x = new double[tenths.size()];
    double[] share = new double[tenths.size()];
    double[] even = new double[tenths.size()];
    double most = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = (i + 0.5) / x.length;
      share[i] = tenths.get(i);
      even[i] = 1.0 / x.length;
      most = Math.max(most, share[i]);
    }
    page.heading(
        String.format(
            Locale.ROOT,
            "Of the times to the next event, each tenth that was told holds at most %.0f%%",
            PERCENT * most));
    page.figure(
        Figure.over(
                "share of events in each tenth of the times told", "tenths, the shortest first", x)
            .dashed("as told", Tone.FAINT, even)
            .line("came", Tone.INK, share)
            .low());
  }

  private Chapters chapters() {
    Chapters chapters = new Chapters(List.of("key", "events", "bits", "first"));
    surprises.forEach(
        (key, own) -> {
          EventFigures of = keys.getOrDefault(key, new EventFigures());
          chapters.add(chapter(key, own, of), finite(of.bits()));
        });
    return chapters;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static Chapter chapter(String key, Surprises own, EventFigures of) {
    Chapter chapter =
        new Chapter(
            Untrusted.shown(key),
            List.of(
                "%,d".formatted(of.events()),
                number("%.2f", of.bits()),
                number("%.3f", of.accuracy())));
    SurpriseChart chart = new SurpriseChart(own, Long.MIN_VALUE, Long.MAX_VALUE, DRAWN);
    chapter.paragraph(
        own.length() > DRAWN
            ? "%,d events, of which the last %,d are drawn.".formatted(own.length(), DRAWN)
            : "%,d events.".formatted(own.length()));
    return chart.isEmpty()
        ? chapter
        : chapter.figure(chart.figure()).table(SurpriseChart.heads(), chart.rows());
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
  }
}
