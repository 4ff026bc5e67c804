package io.sluice.feature;

import io.sluice.feature.FeatureLayout.Column;
import io.sluice.feature.FeatureLayout.Feature;
import io.sluice.window.Windows;
import java.nio.FloatBuffer;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns one closed window into one row of a model's input {@code x}. The one feature
 * implementation: training builds its examples with it, serving its batches. Stateless and shared.
 */
public final class FeatureEncoder {
  /** The largest magnitude of a past value, in the scaler's unit. */
  public static final double PAST_LIMIT = 30;

  private static final long DAY_MS = 86_400_000;
  private static final long WEEK_MS = 7 * DAY_MS;
  private static final long YEAR_MS = (long) (365.2425 * DAY_MS);

  /** 1970-01-01 was a Thursday; weeks begin on Monday. */
  private static final long EPOCH_IN_WEEK_MS = 3 * DAY_MS;

  private static final float[] NONE = {};

  /** Natural logarithm of the largest ratio that {@code noise} tells apart. */
  private static final double NOISE_LIMIT = 5;

  private final FeatureLayout layout;
  private final Scaler scaler;
  private final int targets;
  private final Set<Long> holidays;

  /**
   * An encoder.
   *
   * @param targets the model's number of targets
   * @param holidays the dates that are marked, in the pipeline's zone
   */
  public FeatureEncoder(FeatureLayout layout, Scaler scaler, int targets, Set<LocalDate> holidays) {
    this.layout = layout;
    this.scaler = scaler;
    this.targets = targets;
    this.holidays =
        holidays.stream().map(LocalDate::toEpochDay).collect(Collectors.toUnmodifiableSet());
  }

  /** An encoder without holidays. */
  public FeatureEncoder(FeatureLayout layout, Scaler scaler, int targets) {
    this(layout, scaler, targets, Set.of());
  }

  public FeatureLayout layout() {
    return layout;
  }

  public Scaler scaler() {
    return scaler;
  }

  /**
   * The columns of a window that do not depend on the key.
   *
   * @param start start of the window on the clocks of the pipeline's zone: milliseconds since
   *     1970-01-01T00:00 there
   * @param ahead the same of the windows after it, {@link FeatureLayout#ahead} of them
   */
  public WindowCalendar calendar(long start, long[] ahead) {
    float[] columns = new float[layout.calendarSize()];
    int at = 0;
    for (Feature feature : layout.features()) {
      if (feature.column().source == FeatureLayout.Source.CALENDAR) {
        for (int i = 0; i < feature.width(); i++) {
          columns[at++] = (float) calendar(feature.column(), feature.ahead() ? ahead[i] : start);
        }
      }
    }
    return new WindowCalendar(columns);
  }

  /**
   * The columns of a window that do not depend on the key. The windows ahead are those in which
   * data is expected.
   *
   * @param end end of the window, epoch ms
   */
  public WindowCalendar calendar(Windows windows, long end) {
    long[] ahead = windows.horizon(end, layout.ahead());
    for (int i = 0; i < ahead.length; i++) {
      ahead[i] = windows.localStartOf(ahead[i]);
    }
    return calendar(windows.localStartOf(end), ahead);
  }

  private double calendar(Column column, long time) {
    return switch (column) {
      case TIME_OF_DAY_SIN -> Math.sin(phase(time, DAY_MS));
      case TIME_OF_DAY_COS -> Math.cos(phase(time, DAY_MS));
      case DAY_OF_WEEK_SIN -> Math.sin(phase(time + EPOCH_IN_WEEK_MS, WEEK_MS));
      case DAY_OF_WEEK_COS -> Math.cos(phase(time + EPOCH_IN_WEEK_MS, WEEK_MS));
      case DAY_OF_YEAR_SIN -> Math.sin(phase(time, YEAR_MS));
      case DAY_OF_YEAR_COS -> Math.cos(phase(time, YEAR_MS));
      case HOLIDAY -> holidays.contains(Math.floorDiv(time, DAY_MS)) ? 1 : 0;
      case LEVEL, CHANGE, NOISE, MISSING, PAST, KNOWN ->
          throw new IllegalArgumentException(column + " is not of the calendar");
    };
  }

  /**
   * States a window's values in the scaler's unit, then takes them into the scaler states.
   *
   * @param window its {@code scaled} values and the scaler states of the model's targets from
   *     {@code first} on are updated
   * @param first index of the model's first target among the window's
   */
  public void learn(WindowInput window, int first) {
    for (int i = first; i < first + targets; i++) {
      window.scaled[i] = scaler.scale(window.scales[i], window.values[i]);
      if (window.imputed[i]) {
        scaler.impute(window.scales[i], window.values[i]);
      } else {
        scaler.observe(window.scales[i], window.values[i]);
      }
    }
  }

  /**
   * As {@link #learn}, of a window that the scaler states have taken in before: the scale stays as
   * it is known by now, and only the last value moves on.
   */
  public void follow(WindowInput window, int first) {
    for (int i = first; i < first + targets; i++) {
      window.scaled[i] = scaler.scale(window.scales[i], window.values[i]);
      scaler.impute(window.scales[i], window.values[i]);
    }
  }

  /**
   * Writes the features of a window, after {@link #learn} or {@link #follow}. Changes nothing else.
   *
   * @param first index of the model's first target among the window's
   * @param past the values before the window's, one history per target of the window; may be empty
   *     where the layout has no {@code past}
   * @param x receives {@link FeatureLayout#size} floats
   * @param offset where in {@code x} they start
   */
  public void encode(
      WindowInput window,
      int first,
      PastValues[] past,
      WindowCalendar calendar,
      FloatBuffer x,
      int offset) {
    int column = offset;
    int ofCalendar = 0;
    for (Feature feature : layout.features()) {
      int width = feature.width();
      switch (feature.column().source) {
        case CALENDAR -> {
          x.put(column, calendar.columns, ofCalendar, width);
          ofCalendar += width;
        }
        case KNOWN -> known(window.known, feature, x, column);
        case TARGET -> {
          int target = first + feature.index();
          if (feature.column() == Column.PAST) {
            past(window, target, past[target], width, x, column);
          } else {
            x.put(column, (float) ofTarget(feature.column(), window, target));
          }
        }
      }
      column += width;
    }
  }

  /**
   * Writes what is known in advance, and nothing else, into a row that has the rest.
   *
   * @param known see {@link WindowInput#known}
   * @param offset where in {@code x} the row starts
   */
  public void encodeKnown(float[][] known, FloatBuffer x, int offset) {
    int column = offset;
    for (Feature feature : layout.features()) {
      if (feature.column() == Column.KNOWN) {
        known(known, feature, x, column);
      }
      column += feature.width();
    }
  }

  private double ofTarget(Column column, WindowInput window, int target) {
    return switch (column) {
      case LEVEL -> Asinh.of(scaler.standardised(window.scales[target]));
      case CHANGE -> Asinh.of(window.scaled[target]);
      case NOISE -> noise(window.scales[target]);
      case MISSING -> window.imputed[target] ? 1 : 0;
      default -> throw new IllegalArgumentException(column + " is not of one value of a target");
    };
  }

  /**
   * Oldest first: where the past is too short, its oldest value stands for those before; and for
   * one that the scaler cannot take, that after it.
   */
  private void past(
      WindowInput window, int target, PastValues past, int width, FloatBuffer x, int column) {
    ScalerState scale = window.scales[target];
    float value = limited(scale, window.values[target], 0);
    x.put(column + width - 1, value);
    for (int back = 0; back < width - 1; back++) {
      value = back < past.count() ? limited(scale, past.newest(back), value) : value;
      x.put(column + width - 2 - back, value);
    }
  }

  private float limited(ScalerState scale, double value, float otherwise) {
    return scaler.accepts(value)
        ? (float) Math.max(-PAST_LIMIT, Math.min(PAST_LIMIT, scaler.scale(scale, value)))
        : otherwise;
  }

  private static void known(float[][] known, Feature feature, FloatBuffer x, int column) {
    int from = feature.ahead() ? 1 : 0;
    float[] plan = feature.index() < known.length ? known[feature.index()] : NONE;
    for (int i = 0; i < feature.width(); i++) {
      x.put(column + i, from + i < plan.length ? (float) Asinh.of(plan[from + i]) : 0);
    }
  }

  private static double noise(ScalerState state) {
    if (state.spread == 0) {
      return 0;
    }
    double ratio = Math.log(state.change / state.spread);
    return Math.max(-NOISE_LIMIT, Math.min(NOISE_LIMIT, ratio));
  }

  private static double phase(long time, long period) {
    return 2 * Math.PI * Math.floorMod(time, period) / period;
  }
}
