package io.sluice.cli.offline;

import io.sluice.csv.Untrusted;
import io.sluice.retrospect.impute.GapGroup;
import io.sluice.retrospect.impute.ImputationSkill;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Function;

/** Prints how well hidden gaps were filled. */
final class ImputationTable {
  private ImputationTable() {}

  static void print(PrintWriter out, ImputationSkill skill) {
    out.printf(
        "Gaps hidden in held-out time: %,d values of %,d series, errors in the scaler's unit, lower is better.%n",
        skill.count(), skill.series());
    out.printf("%-38s", "windows of the gap");
    for (GapGroup group : GapGroup.values()) {
      out.printf("%9s", group);
    }
    out.printf("%9s%n%-38s", "all", "values");
    for (GapGroup group : GapGroup.values()) {
      out.printf("%,9d", skill.count(group));
    }
    out.printf("%,9d%n", skill.count());
    rows(out, "mean absolute error", skill, skill::absolute);
    rows(out, "mean pinball loss", skill, skill::pinball);
    rows(out, "share between the 0.1 and 0.9 quantile", skill, skill::coverage);
  }

  private static void rows(
      PrintWriter out, String what, ImputationSkill skill, Function<String, double[]> means) {
    out.println(what);
    for (String imputer : skill.imputers()) {
      out.printf("  %-36s", Untrusted.shown(imputer));
      for (double mean : means.apply(imputer)) {
        out.printf(Locale.ROOT, "%9.4f", mean);
      }
      out.println();
    }
  }
}
