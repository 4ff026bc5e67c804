package io.sluice.train.network;

import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step model is to be, before it has weights.
 *
 * @param name the model's name
 * @param version the model's version
 * @param architecture the recurrent network's shape
 * @param features the columns of {@code x}
 * @param targets the number of targets, at least 1
 * @param levels quantile levels in (0, 1), ascending, with 0.5 among them
 * @param horizon the number of windows forecast, at least 1
 * @param window the window length
 * @param warmup windows after which a key's forecasts are mature
 * @param scaler how the series are scaled
 */
public record ModelSpec(
    String name,
    String version,
    Architecture architecture,
    FeatureLayout features,
    int targets,
    List<Float> levels,
    int horizon,
    Duration window,
    int warmup,
    ScalerSpec scaler) {

  /** The levels that a model gets unless somebody asks for others. */
  public static final List<Float> DEFAULT_LEVELS =
      List.of(.01f, .1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f, .99f);

  private static final Duration DAY = Duration.ofDays(1);

  public ModelSpec {
    levels = List.copyOf(levels);
    if (targets < 1 || horizon < 1) {
      throw new IllegalArgumentException("targets and horizon must be at least 1");
    }
    if (!levels.contains(0.5f)) {
      throw new IllegalArgumentException("quantile levels must have 0.5 among them: " + levels);
    }
  }

  /**
   * The columns that a model of this many targets gets unless somebody asks for others: where each
   * target is and how it moved, whether it was seen, and the calendar. Windows of a day or more all
   * start at the same time of day, so that is left out for them.
   */
  public static FeatureLayout defaultFeatures(int targets, Duration window) {
    List<String> names = new ArrayList<>();
    for (int target = 0; target < targets; target++) {
      String suffix = target == 0 ? "" : "." + target;
      for (String column : List.of("level", "change", "noise", "missing")) {
        names.add(column + suffix);
      }
    }
    if (window.compareTo(DAY) < 0) {
      names.addAll(List.of("time-of-day.sin", "time-of-day.cos"));
    }
    names.addAll(List.of("day-of-week.sin", "day-of-week.cos"));
    return FeatureLayout.parse(names, targets);
  }

  /** Index of level 0.5. */
  int median() {
    return levels.indexOf(0.5f);
  }

  /** Columns of the head: per target and horizon step the median, then the increments. */
  public int headColumns() {
    return targets * horizon * levels.size();
  }
}
