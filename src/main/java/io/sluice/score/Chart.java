package io.sluice.score;

import io.sluice.config.AlertChart;
import io.sluice.state.chart.ChartState;
import io.sluice.state.chart.TailState;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a value can be odd. Each chart says how novel it is for this target, as about
 * {@code -log10} of the rate per window at which the like of it has been seen. None judges by a
 * width that adapts to a fault: sizes are held against slow means, which stand still while an alert
 * fires.
 */
public enum Chart {
  /** Far from the median that was forecast of it (Shewhart 1931, on forecast errors). */
  FORECAST(ChartState.ERROR, true) {
    @Override
    double statistic(ChartState memory, Moment now) {
      return ratio(Math.abs(now.error), memory.error, now.tiny);
    }
  },
  /** Far from what is usual, whatever the forecast. */
  DISTANCE(ChartState.DISTANCE, false) {
    @Override
    double statistic(ChartState memory, Moment now) {
      return ratio(Math.abs(now.fromUsual), memory.fromUsual, now.tiny);
    }
  },
  /** Off what is usual for many windows, always on one side (Roberts 1959). */
  LEVEL(ChartState.LEVEL, false) {
    @Override
    double statistic(ChartState memory, Moment now) {
      return ratio(Math.abs(now.drift), memory.driftSize, now.tiny);
    }
  },
  /** Further from the forecasts than they used to be, for a dozen windows. */
  SPREAD_UP(ChartState.SPREAD_UP, true) {
    @Override
    double statistic(ChartState memory, Moment now) {
      return ratio(now.spread, memory.spreadSize, now.tiny);
    }
  },
  /** Changing more or less from window to window than it used to, for a dozen windows. */
  CHANGE(ChartState.CHANGE, false) {
    @Override
    double statistic(ChartState memory, Moment now) {
      double least = LEAST_CHANGE * memory.changeSize;
      double less = ratio(memory.changeSize, memory.change + least, now.tiny);
      return Math.max(less, ratio(memory.change, memory.changeSize, now.tiny));
    }
  },
  /** The same value again and again, in one that is not known for it: runs of a Markov chain. */
  FROZEN(ChartState.TAILS, false) {
    @Override
    double novelty(ChartState memory, Moment now) {
      if (memory.run == 0) {
        return 0;
      }
      double begins = (memory.repeatStart * memory.count + 1) / (memory.count + 2.0);
      double goesOn = (memory.repeatStay * memory.repeats + 0.4) / (memory.repeats + 0.9);
      int again = Math.min(memory.run - 1, SlowMeans.MAX_REPEATS); // longer runs are not remembered
      double novelty = -Math.log10(begins) - again * Math.log10(goesOn);
      return Math.max(0, Math.min(MAX_FROZEN, novelty));
    }
  },
  /**
   * Out of the range that was seen: as if the chance fell with the cube of how far, in ranges. The
   * next record of a steady series is hardly beyond it.
   */
  RANGE(ChartState.TAILS + 1, false) {
    @Override
    double novelty(ChartState memory, Moment now) {
      double beyond =
          now.fromLevel > 0 ? now.fromLevel - memory.highest : memory.lowest - now.fromLevel;
      double range = (double) memory.highest - memory.lowest;
      return beyond <= now.tiny || range <= now.tiny
          ? 0
          : Math.min(MAX_RANGE, RANGE_POWER * Math.log10(1 + beyond / range))
              * Math.min(1, memory.count / KNOWN_RANGE);
    }
  };

  /** Changes are never taken for smaller than this share of their mean. */
  private static final double LEAST_CHANGE = 1e-3;

  private static final double MAX_STATISTIC = 14;
  private static final double MAX_FROZEN = 20;

  private static final double RANGE_POWER = 3;
  private static final double MAX_RANGE = 10;

  /** Windows after which a range is known: until then the chart says less. */
  private static final double KNOWN_RANGE = 300;

  /** Its place in arrays of one entry per chart, and that of its tail among those of a target. */
  final int place;

  private final boolean needsForecast;

  Chart(int place, boolean needsForecast) {
    this.place = place;
    this.needsForecast = needsForecast;
  }

  /** Those that a configuration names. */
  public static Set<Chart> of(Set<AlertChart> names) {
    Set<Chart> charts = EnumSet.noneOf(Chart.class);
    names.forEach(name -> charts.add(valueOf(name.name())));
    return charts;
  }

  /** The logarithm of a size over what it usually is. */
  private static double ratio(double size, double usual, double tiny) {
    return Math.log((size + tiny) / (usual + tiny));
  }

  /** A natural logarithm, for charts that have a tail. */
  double statistic(ChartState memory, Moment now) {
    return 0;
  }

  /** The tail of its statistic; null: it has none. */
  final @Nullable TailState tail(ChartState memory) {
    return place < memory.tails.length ? memory.tails[place] : null;
  }

  /** Whether it can judge this moment. */
  final boolean isJudged(Moment now) {
    return !needsForecast || !Double.isNaN(now.error);
  }

  /** How novel the moment is, at least 0. */
  double novelty(ChartState memory, Moment now) {
    double statistic = now.statistics[place];
    TailState tail = tail(memory);
    return statistic <= 0 || tail == null
        ? 0
        : PeakTail.rarity(tail, Math.min(MAX_STATISTIC, statistic));
  }
}
