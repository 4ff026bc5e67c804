package io.sluice.train.network;

import io.sluice.config.PipelineConfig;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.onnx.ModelFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  private static final List<String> CYCLES = List.of("time-of-day", "day-of-week", "day-of-year");
  private static final String HOLIDAY = "holiday";
  private static final String KNOWN = "known.";

  public ModelSpec {
    levels = List.copyOf(levels);
    if (targets < 1 || horizon < 1) {
      throw new IllegalArgumentException("targets and horizon must be at least 1");
    }
    Decoder decoder = architecture.decoder();
    if (decoder != null && (targets > 1 || features.past() != decoder.past())) {
      throw new IllegalArgumentException(
          "a decoder of " + decoder + " needs one target and the feature past." + decoder.past());
    }
    if (features.size() > ModelFacts.MAX_ROW
        || (long) targets * horizon * levels.size() > ModelFacts.MAX_ROW) {
      throw new IllegalArgumentException(
          "a model takes and gives at most %,d numbers per window; of a horizon of %,d it would take %,d and give %,d"
              .formatted(
                  ModelFacts.MAX_ROW,
                  horizon,
                  features.size(),
                  (long) targets * horizon * levels.size()));
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
    List<String> names = new ArrayList<>(ofTargets(targets));
    for (String kind : defaultCalendar(window)) {
      names.addAll(calendar(kind));
    }
    return FeatureLayout.parse(names, targets, 1);
  }

  /** The kinds of calendar features of {@link #defaultFeatures}. */
  public static List<String> defaultCalendar(Duration window) {
    return window.compareTo(DAY) < 0
        ? List.of("time-of-day", "day-of-week")
        : List.of("day-of-week");
  }

  /** The calendar, and what a pipeline knows in advance: fields, and holidays if there are any. */
  public static List<String> defaultCovariates(PipelineConfig pipeline) {
    List<String> kinds = new ArrayList<>(defaultCalendar(pipeline.window().size()));
    if (!pipeline.covariates().holidays().isEmpty()) {
      kinds.add(HOLIDAY);
    }
    pipeline.covariates().known().forEach(field -> kinds.add(KNOWN + field));
    return kinds;
  }

  /**
   * The columns of a model of one target.
   *
   * @param covariates kinds of calendar features ({@code time-of-day}, {@code day-of-week}, {@code
   *     day-of-year}), {@code holiday}, and {@code known.NAME}
   * @param decoder sees the past and what is ahead; null: neither
   * @throws IllegalArgumentException at a covariate that there is not
   */
  public static FeatureLayout features(
      List<String> covariates, int horizon, @Nullable Decoder decoder) {
    List<String> names = new ArrayList<>(ofTargets(1));
    covariates.forEach(kind -> names.addAll(calendar(kind)));
    if (decoder != null) {
      names.add("past." + decoder.past());
      for (String kind : covariates) {
        calendar(kind).forEach(name -> names.add("ahead." + name));
      }
    }
    return FeatureLayout.parse(names, 1, horizon);
  }

  private static List<String> ofTargets(int targets) {
    List<String> names = new ArrayList<>();
    for (int target = 0; target < targets; target++) {
      String suffix = target == 0 ? "" : "." + target;
      for (String column : List.of("level", "change", "noise", "missing")) {
        names.add(column + suffix);
      }
    }
    return names;
  }

  private static List<String> calendar(String kind) {
    if (CYCLES.contains(kind)) {
      return List.of(kind + ".sin", kind + ".cos");
    }
    if (kind.equals(HOLIDAY) || (kind.startsWith(KNOWN) && kind.length() > KNOWN.length())) {
      return List.of(kind);
    }
    throw new IllegalArgumentException(
        "there is no %s; there are %s, %s and %sNAME"
            .formatted(kind, String.join(", ", CYCLES), HOLIDAY, KNOWN));
  }

  /** Index of level 0.5. */
  int median() {
    return levels.indexOf(0.5f);
  }

  /** Inputs of a layer: the features, or the hidden state of the layer below. */
  public int inputs(int layer) {
    return layer == 0 ? features.singles() : architecture.hidden();
  }

  /** The season whose phases the decoder tells apart; 1 without a decoder. */
  public int season() {
    Decoder decoder = architecture.decoder();
    return decoder == null ? 1 : decoder.season();
  }

  /** Features that are known of each step ahead. */
  public int featuresAhead() {
    return (features.size() - features.singles() - pastColumns()) / horizon;
  }

  /** Columns of the past. */
  public int pastColumns() {
    Decoder decoder = architecture.decoder();
    return decoder == null ? 0 : decoder.past();
  }

  /** Columns of the head: per target and horizon step the median, then the increments. */
  public int headColumns() {
    return targets * horizon * levels.size();
  }
}
