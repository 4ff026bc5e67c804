package io.sluice.cli.events;

import io.sluice.evaluate.label.LabelFigures;
import io.sluice.train.language.label.LabelFolds;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Prints how well events are labelled: a table, and a line of JSON. */
final class LabelReport {
  private static final int MOST_NAMED = 40;

  private final PrintWriter out;

  LabelReport(PrintWriter out) {
    this.out = out;
  }

  /** Prints what leaving out each day came to. */
  void folds(LabelFolds.Outcome outcome) {
    out.printf("%n%d days, each labelled by what all others have taught%n", outcome.days());
    print(outcome.labels(), outcome.figures());
    out.println(json(outcome.figures()));
    out.flush();
  }

  /** Prints figures, by who labelled. */
  void print(List<String> labels, Map<String, LabelFigures> figures) {
    out.printf("%-16s%9s%10s%10s%10s%n", "", "events", "macro F1", "accuracy", "log loss");
    figures.forEach(
        (name, of) ->
            out.printf(
                Locale.ROOT,
                "%-16s%9d%10.4f%10.4f%10s%n",
                name,
                of.events(),
                of.macroF1(),
                of.accuracy(),
                number(of.logLoss())));
    out.printf("%nF1 by label%n%-32s%9s", "", "events");
    figures.keySet().forEach(name -> out.printf("%15s", name));
    out.println();
    for (int label = 0; label < Math.min(MOST_NAMED, labels.size()); label++) {
      int at = label;
      long came = figures.values().stream().mapToLong(of -> of.came(at)).max().orElse(0);
      out.printf("%-32s%9d", shown(labels.get(label)), came);
      figures.values().forEach(of -> out.printf("%15s", number(of.f1(at))));
      out.println();
    }
  }

  private static String shown(String label) {
    String text = io.sluice.csv.Untrusted.shown(label);
    return text.length() > 30 ? text.substring(0, 29) + "…" : text;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** Figures as one JSON object. */
  static String json(Map<String, LabelFigures> figures) {
    StringJoiner all = new StringJoiner(",", "{", "}");
    figures.forEach(
        (name, of) ->
            all.add(
                String.format(
                    Locale.ROOT,
                    "\"%s\":{\"events\":%d,\"macro_f1\":%.5f,\"accuracy\":%.5f}",
                    name,
                    of.events(),
                    of.macroF1(),
                    of.accuracy())));
    return all.toString();
  }
}
