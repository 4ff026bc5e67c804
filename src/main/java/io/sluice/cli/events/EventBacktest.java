package io.sluice.cli.events;

import io.sluice.backtest.event.EventReport;
import io.sluice.config.PipelineConfig;
import io.sluice.evaluate.language.CountedBaseline;
import io.sluice.evaluate.language.DelayBaseline;
import io.sluice.evaluate.language.EventFigures;
import io.sluice.evaluate.language.EventModelRun;
import io.sluice.evaluate.language.HeldOutEvents;
import io.sluice.evaluate.language.Surprises;
import io.sluice.history.History;
import io.sluice.history.token.EventLabels;
import io.sluice.history.token.Lines;
import io.sluice.history.token.TokenHistory;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.model.StepException;
import io.sluice.model.token.Spelling;
import io.sluice.model.token.TokenModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds a model of events against the end of a history, beside what can be counted. */
public final class EventBacktest {
  private static final int MOST_KEYS = 10;

  private final PipelineConfig pipeline;
  private final PrintWriter out;
  private final PrintWriter err;

  /** A backtest that prints its table and, on the last line, its figures as JSON. */
  public EventBacktest(PipelineConfig pipeline, PrintWriter out, PrintWriter err) {
    this.pipeline = pipeline;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs.
   *
   * @param heldOut the share at the history's end that is predicted
   * @param labels a file of labels, which the model's are held against; null: none
   * @param directory gets metrics.json and report.html
   * @throws IllegalArgumentException when nothing is held out, or the model has no labels
   * @throws IOException when that cannot be written
   * @throws StepException when the model fails
   */
  public void run(
      History history, TokenModel model, double heldOut, @Nullable Path labels, Path directory)
      throws StepException, IOException {
    TokenHistory read = TokenHistory.read(pipeline, history);
    EventTraining.print(read, err);
    boolean spells = model.contract().spells();
    boolean areCases = spells || model.contract().endsWithKey();
    Map<String, List<TokenEvent>> texts =
        spells ? Lines.of(read.keys(), new Spelling(model.contract().tokens())) : read.keys();
    HeldOutEvents held = HeldOutEvents.of(texts, areCases, heldOut);
    if (held.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "nothing is held out: --held-out %s of %,d %s is none; take a larger share, or more"
                  + " history",
              heldOut,
              areCases ? read.keys().size() : read.events(),
              areCases ? "keys, each of which is a session of the model," : "events"));
    }
    SessionRule rule = spells ? SessionRule.ENDLESS : SessionRule.of(pipeline, model.contract());
    Map<String, Map<String, EventFigures>> all =
        new LinkedHashMap<>(CountedBaseline.all(held, rule, pipeline.window().zone()));
    all.put("median-delay", DelayBaseline.run(held));
    Map<String, Surprises> surprises;
    try (EventModelRun run = new EventModelRun(model, rule, held)) {
      all.put(EventReport.MODEL, run.run());
      surprises = run.surprises();
    }
    Map<String, EventFigures> totals = new LinkedHashMap<>();
    all.forEach((name, keys) -> totals.put(name, sum(keys)));
    Map<String, EventFigures> keys = all.getOrDefault(EventReport.MODEL, Map.of());
    print(totals);
    if (spells) {
      printLines(totals, held.tested().size());
    }
    if (!spells && read.keys().size() <= MOST_KEYS && read.keys().size() > 1) {
      keys.forEach((key, figures) -> print(key, figures));
    }
    String json = json(totals);
    if (labels != null) {
      out.println();
      EventLabels given = LabelOptions.read(labels, pipeline);
      String ofLabels = new LabelBacktest(new LabelReport(out), model, rule, held, given).print();
      json = json.substring(0, json.length() - 1) + ",\"labels\":" + ofLabels + "}";
    }
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("metrics.json"), json + "\n");
    EventReport report = new EventReport(model.contract(), totals, keys, surprises);
    Files.writeString(directory.resolve("report.html"), report.html(pipeline.name()));
    out.println(json);
    out.flush();
  }

  private static EventFigures sum(Map<String, EventFigures> keys) {
    EventFigures sum = new EventFigures();
    keys.values().forEach(sum::merge);
    return sum;
  }

  private void print(Map<String, EventFigures> totals) {
    out.printf(
        "%-14s%9s%9s%12s%10s%11s%11s%12s%n",
        "", "events", "bits", "perplexity", "differing", "accuracy", "of three", "time, days");
    totals.forEach(this::print);
  }

  /** A line costs what its characters and its end cost. */
  private void printLines(Map<String, EventFigures> totals, int lines) {
    out.printf(Locale.ROOT, "%nbits per line, of %,d lines%n", lines);
    totals.forEach(
        (name, figures) ->
            out.printf(
                Locale.ROOT, "%-14s%9.3f%n", name, figures.bits() * figures.events() / lines));
  }

  private void print(String name, EventFigures figures) {
    out.printf(
        Locale.ROOT,
        "%-14s%9d%9s%12s%10s%11s%11s%12s%n",
        name,
        figures.events(),
        number("%.4f", figures.bits()),
        number("%.3f", figures.perplexity()),
        number("%.3f", figures.bitsOfOthers()),
        number("%.4f", figures.accuracy()),
        number("%.4f", figures.accuracyOfThree()),
        number("%.3f", figures.delayErrorDays()));
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }

  private static String json(Map<String, EventFigures> totals) {
    return totals.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + json(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String json(EventFigures figures) {
    return new TreeMap<>(figures.values())
        .entrySet().stream()
            .filter(entry -> Double.isFinite(entry.getValue()))
            .map(
                entry ->
                    String.format(Locale.ROOT, "\"%s\":%.5f", entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
  }
}
