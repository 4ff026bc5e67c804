package io.sluice.retrospect.impute;

import io.sluice.evaluate.Empirical;
import io.sluice.feature.Scaler;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.retrospect.Line;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Linear interpolation between the neighbours, spread by the quantiles of how far the series was
 * from such lines in training, for gaps of about the same length.
 */
public final class LineImputer implements TrivialImputer {
  /** The name in tables. */
  public static final String NAME = "linear interpolation";

  /** Lines that are tried of each group of lengths. */
  private static final int TRIALS = 500;

  /** A group with fewer errors to learn from is not imputed. */
  private static final int MIN_ERRORS = 20;

  private final Scaler scaler;
  private final Line line;
  private final List<Float> levels;
  private final TimeSpan training;

  /** An imputer that learns the spread of its errors from a span of time. */
  public LineImputer(Scaler scaler, List<Float> levels, TimeSpan training) {
    this.scaler = scaler;
    this.line = new Line(scaler);
    this.levels = levels;
    this.training = training;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Fitted fit(Holes holes) {
    Series series = holes.series();
    Map<GapGroup, double @Nullable []> errors = new EnumMap<>(GapGroup.class);
    for (GapGroup group : GapGroup.values()) {
      errors.put(group, errors(series, group));
    }
    return window -> {
      int begin = holes.begin(window);
      int end = holes.end(window);
      double middle = scaler.forward(at(series, begin - 1, end, window));
      return around(middle, errors.get(GapGroup.of(end - begin)));
    };
  }

  private double @Nullable [] around(double middle, double @Nullable [] errors) {
    return errors == null
        ? null
        : Arrays.stream(errors).map(error -> scaler.backward(middle + error)).toArray();
  }

  private double at(Series series, int from, int to, int t) {
    double share = (double) (t - from) / (to - from);
    return line.between(series.value(from), series.value(to), share);
  }

  /** Quantiles of the distance from lines over gaps of a group; null where there were too few. */
  private double @Nullable [] errors(Series series, GapGroup group) {
    int known = 0;
    double[] errors = new double[TRIALS];
    Random random = new Random(TRIALS);
    int windows = series.before(training.to()).length();
    for (int trial = 0; trial < TRIALS; trial++) {
      int length = group.length(random);
      int from = random.nextInt(Math.max(1, windows));
      int t = from + 1 + random.nextInt(length);
      int to = from + length + 1;
      if (to < windows && Stream.of(from, t, to).allMatch(w -> scaler.accepts(series.value(w)))) {
        errors[known++] = scaler.forward(series.value(t)) - scaler.forward(at(series, from, to, t));
      }
    }
    return known < MIN_ERRORS ? null : Empirical.quantiles(Arrays.copyOf(errors, known), levels);
  }
}
