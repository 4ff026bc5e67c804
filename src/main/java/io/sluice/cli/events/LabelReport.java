package io.sluice.cli.events;

import io.sluice.csv.Untrusted;
import io.sluice.evaluate.label.LabelFigures;
import io.sluice.evaluate.label.SessionFigures;
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

  /**
   * Prints how sessions were foretold, by how many of their events were known.
   *
   * @return the figures as JSON
   */
  String sessions(SessionFigures baseline, SessionFigures model) {
    out.printf(
        "%-14s%10s%12s%12s%18s%18s%n",
        "events known", "sessions", "AUC", "baseline", "time left, days", "baseline");
    StringJoiner json = new StringJoiner(",", "{\"sessions\":[", "]}");
    for (int known : model.known()) {
      out.printf(
          Locale.ROOT,
          "%-14s%10d%12s%12s%18s%18s%n",
          known == SessionFigures.MOST ? known + " and more" : String.valueOf(known),
          model.sessions(known),
          number(model.auc(known)),
          number(baseline.auc(known)),
          number(model.errorDays(known)),
          number(baseline.errorDays(known)));
      json.add(
          String.format(
              Locale.ROOT,
              "{\"known\":%d,\"auc\":%s,\"baseline_auc\":%s,\"error_days\":%s,"
                  + "\"baseline_error_days\":%s}",
              known,
              plain(model.auc(known)),
              plain(baseline.auc(known)),
              plain(model.errorDays(known)),
              plain(baseline.errorDays(known))));
    }
    return json.toString();
  }

  private static String plain(double value) {
    return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.5f", value);
  }

  private static String shown(String label) {
    String text = Untrusted.shown(label);
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
