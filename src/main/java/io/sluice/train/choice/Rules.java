package io.sluice.train.choice;

import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec.Kind;
import io.sluice.history.series.Series;
import io.sluice.train.TrainingSettings;
import io.sluice.train.TrainingSettings.Loss;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which settings are tried, the likeliest first: those that did best on the public data of {@code
 * models/README.md}, each departing in one way from the first.
 */
final class Rules {
  private static final int FEW_SEASONS = 7;
  private static final int SEASONS = 14;
  private static final int MANY_SEASONS = 28;
  private static final int SHORT_MEMORY = 3;
  private static final float RATE = 0.003f;
  private static final float LOW = 0.001f;
  private static final float HIGH = 0.01f;

  /** Random walks teach little: what is learnt fast is noise. */
  private static final float OF_WALKS = 0.0005f;

  private final int season;
  private final int memory;
  private final int mostSeasons;
  private final Set<Candidate> candidates = new LinkedHashSet<>();

  private Rules(int season, int windows) {
    this.season = season;
    this.memory = TrainingSettings.defaultMemory(season);
    // A decoder needs time in which the seasons that it sees have been seen.
    this.mostSeasons = Math.min(FeatureLayout.MAX_PAST, windows / 2) / season;
  }

  /**
   * The candidates for series.
   *
   * @param found the season
   * @param windows windows of training time
   */
  static List<Candidate> of(List<Series> series, Season found, int windows) {
    Rules rules = new Rules(found.windows(), windows);
    if (found.isFound()) {
      rules.seasonal();
    } else {
      rules.walking(series);
    }
    return new ArrayList<>(rules.candidates);
  }

  private void seasonal() {
    add(Kind.LEVEL, memory, SEASONS, RATE, 1);
    add(Kind.LEVEL, memory, MANY_SEASONS, RATE, 1);
    add(Kind.LEVEL, Math.max(2, SHORT_MEMORY * season), SEASONS, RATE, 1);
    add(Kind.LEVEL, memory, FEW_SEASONS, RATE, 1);
    add(Kind.LEVEL, memory, SEASONS, HIGH, 1);
    add(Kind.LEVEL, memory, SEASONS, LOW, 1);
    add(Kind.LEVEL, memory, SEASONS, RATE, 2);
    add(Kind.DIFFERENCE, memory, SEASONS, RATE, 1);
  }

  private void walking(List<Series> series) {
    Kind step = isPositive(series) ? Kind.LOG_RETURN : Kind.DIFFERENCE;
    add(step, memory, 0, OF_WALKS, 1);
    add(step, memory, 0, RATE, 1);
    add(Kind.DIFFERENCE, memory, 0, LOW, 1);
    add(Kind.LEVEL, memory, 0, RATE, 1);
    add(Kind.LEVEL, memory, 0, LOW, 1);
    add(Kind.LEVEL, memory, SEASONS, RATE, 1);
  }

  private void add(Kind scaler, int memory, int seasons, float rate, int layers) {
    int seen = Math.min(seasons, mostSeasons);
    candidates.add(new Candidate(scaler, memory, seen, Loss.SEASONAL_ERROR, rate, layers));
  }

  private static boolean isPositive(List<Series> series) {
    return series.stream().allMatch(one -> one.values(value -> value <= 0) == 0);
  }
}
