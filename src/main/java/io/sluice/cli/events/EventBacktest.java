package io.sluice.cli.events;

import io.sluice.config.PipelineConfig;
import io.sluice.evaluate.language.CountedBaseline;
import io.sluice.evaluate.language.EventFigures;
import io.sluice.evaluate.language.EventModelRun;
import io.sluice.evaluate.language.HeldOutEvents;
import io.sluice.history.History;
import io.sluice.history.token.EventLabels;
import io.sluice.history.token.TokenHistory;
import io.sluice.language.Vocabulary;
import io.sluice.model.StepException;
import io.sluice.model.token.TokenModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
   * @param directory gets metrics.json
   * @throws IOException when that cannot be written
   * @throws StepException when the model fails
   */
  public void run(
      History history, TokenModel model, double heldOut, @Nullable Path labels, Path directory)
      throws StepException, IOException {
    TokenHistory read = TokenHistory.read(pipeline, history);
    EventTraining.print(read, err);
    boolean areCases = model.contract().counts().get(Vocabulary.EOS) > 0;
    HeldOutEvents held = HeldOutEvents.of(read.keys(), areCases, heldOut);
    Map<String, Map<String, EventFigures>> all = new LinkedHashMap<>(CountedBaseline.all(held));
    try (EventModelRun run = new EventModelRun(model, held)) {
      all.put("model", run.run());
    }
    Map<String, EventFigures> totals = new LinkedHashMap<>();
    all.forEach((name, keys) -> totals.put(name, sum(keys)));
    print(totals);
    if (read.keys().size() <= MOST_KEYS && read.keys().size() > 1) {
      all.getOrDefault("model", Map.of()).forEach((key, figures) -> print(key, figures));
    }
    String json = json(totals);
    if (labels != null) {
      out.println();
      EventLabels given = LabelOptions.read(labels, pipeline);
      String ofLabels = new LabelBacktest(new LabelReport(out), model, held, given).print();
      json = json.substring(0, json.length() - 1) + ",\"labels\":" + ofLabels + "}";
    }
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("metrics.json"), json + "\n");
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

  private void print(String name, EventFigures figures) {
    double days = figures.delayErrorDays();
    out.printf(
        Locale.ROOT,
        "%-14s%9d%9.4f%12.3f%10.3f%11.4f%11.4f%12s%n",
        name,
        figures.events(),
        figures.bits(),
        figures.perplexity(),
        figures.bitsOfOthers(),
        figures.accuracy(),
        figures.accuracyOfThree(),
        Double.isNaN(days) ? "" : String.format(Locale.ROOT, "%.3f", days));
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
