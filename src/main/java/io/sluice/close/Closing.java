package io.sluice.close;

import io.sluice.feature.WindowInput;
import io.sluice.output.Alert.TargetDetail;
import io.sluice.score.Population;
import io.sluice.score.Score;
import io.sluice.state.KeyState;
import io.sluice.window.WindowRow;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** One key's closed window on its way through a batch. */
final class Closing {
  /** Where the key's state was found: see {@link KeyStates}. */
  enum Origin {
    /** Nowhere. */
    NEW,
    /** Nowhere, but the key was counted when its first value came. */
    ADMITTED,
    ACTIVE,
    STALE
  }

  final Bytes key;
  final WindowRow row;
  final KeyState state;

  /** Where its state was found. */
  final Origin origin;

  /** Observed value per target; NaN where there is none. */
  final double[] observed;

  /** The same with the median forecast in the gaps. */
  final WindowInput input;

  /** Median, lowest and highest quantile of the forecast that was made for this window. */
  final double[] expected;

  final double[] lower;
  final double[] upper;

  /** Of a watched key, all quantiles of that forecast, {@code [targets][levels]} flattened. */
  double @Nullable [] forecast;

  @Nullable Score score;

  /** Whether the score may fire an alert. */
  boolean trusted;

  Closing(Bytes key, WindowRow row, KeyState state, Origin origin) {
    int targets = state.scalers.length;
    this.key = key;
    this.row = row;
    this.state = state;
    this.origin = origin;
    this.observed = new double[targets];
    this.input = new WindowInput(state.scalers);
    this.expected = new double[targets];
    this.lower = new double[targets];
    this.upper = new double[targets];
    for (int i = 0; i < targets; i++) {
      observed[i] = row.value(i);
      input.imputed[i] = Double.isNaN(observed[i]);
      input.values[i] = observed[i];
    }
  }

  /** Whether this is the key's first window. */
  boolean isFirst() {
    return origin == Origin.NEW || origin == Origin.ADMITTED;
  }

  /** Judges a key's first window by the first windows of other keys, and adds it to them. */
  void judgeFirst(Population population) {
    double[] surprises = new double[observed.length];
    double worst = 0;
    for (int i = 0; i < surprises.length; i++) {
      expected[i] = population.expected(i);
      lower[i] = population.bound(i, -1);
      upper[i] = population.bound(i, 1);
      if (!input.imputed[i]) {
        surprises[i] = population.surprise(i, observed[i]);
        worst = Math.max(worst, Math.abs(surprises[i]));
        population.learn(i, observed[i]);
      }
    }
    score = new Score(Math.max(0, worst - Math.log10(surprises.length)), 0, surprises);
    trusted = true;
  }

  /** Expectation and share of each target, for an alert. */
  List<TargetDetail> details() {
    List<TargetDetail> details = new ArrayList<>(observed.length);
    for (int i = 0; i < observed.length; i++) {
      details.add(
          new TargetDetail(
              input.imputed[i] ? null : observed[i],
              expected[i],
              lower[i],
              upper[i],
              score == null ? 0 : score.share(i)));
    }
    return details;
  }
}
