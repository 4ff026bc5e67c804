package io.sluice.feature;

import io.sluice.config.CovariatesConfig;
import io.sluice.config.PipelineConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns a model's input {@code x} has, in order. The names stand in the model's metadata:
 *
 * <table>
 * <caption>Features; those of a target take its index as a suffix when it is not 0 ({@code level.1})</caption>
 * <tr><th>name</th><th>columns</th><th>value</th></tr>
 * <tr><td>{@code level}</td><td>1</td><td>asinh of the value's distance from the key's running mean, in spreads</td></tr>
 * <tr><td>{@code change}</td><td>1</td><td>asinh of the value in the scaler's unit, from the scaler's origin before it</td></tr>
 * <tr><td>{@code noise}</td><td>1</td><td>natural logarithm of mean absolute change over spread</td></tr>
 * <tr><td>{@code missing}</td><td>1</td><td>1 when the window had no value and the median forecast stands in, else 0</td></tr>
 * <tr><td>{@code past.N}</td><td>N</td><td>the last N values, the window's own last, as a forecast made now would
 * state them, at most {@value FeatureEncoder#PAST_LIMIT} in magnitude; before a key's first value stands that one</td></tr>
 * <tr><td>{@code time-of-day.sin}, {@code .cos}</td><td>1</td><td>the window's start in the day, in {@code window.zone}</td></tr>
 * <tr><td>{@code day-of-week.sin}, {@code .cos}</td><td>1</td><td>the window's start in the week, likewise</td></tr>
 * <tr><td>{@code day-of-year.sin}, {@code .cos}</td><td>1</td><td>the window's start in the year, likewise</td></tr>
 * <tr><td>{@code holiday}</td><td>1</td><td>1 when the window starts on one of the pipeline's holidays, else 0</td></tr>
 * <tr><td>{@code known.NAME}</td><td>1</td><td>asinh of the window's value of a field that is known in advance, 0 without one</td></tr>
 * <tr><td>{@code ahead.} and one of the eight above</td><td>horizon</td><td>the same for each window that is forecast</td></tr>
 * </table>
 */
public final class FeatureLayout {
  /** The longest past. */
  public static final int MAX_PAST = 4096;

  private static final String PAST = "past.";
  private static final String KNOWN = "known.";
  private static final String AHEAD = "ahead.";

  /** What a column is made of. */
  enum Source {
    TARGET,
    CALENDAR,
    KNOWN
  }

  /** The kinds of column. */
  enum Column {
    LEVEL("level", Source.TARGET),
    CHANGE("change", Source.TARGET),
    NOISE("noise", Source.TARGET),
    MISSING("missing", Source.TARGET),
    PAST("past", Source.TARGET),
    TIME_OF_DAY_SIN("time-of-day.sin", Source.CALENDAR),
    TIME_OF_DAY_COS("time-of-day.cos", Source.CALENDAR),
    DAY_OF_WEEK_SIN("day-of-week.sin", Source.CALENDAR),
    DAY_OF_WEEK_COS("day-of-week.cos", Source.CALENDAR),
    DAY_OF_YEAR_SIN("day-of-year.sin", Source.CALENDAR),
    DAY_OF_YEAR_COS("day-of-year.cos", Source.CALENDAR),
    HOLIDAY("holiday", Source.CALENDAR),
    KNOWN("known", Source.KNOWN);

    final String label;
    final Source source;

    Column(String label, Source source) {
      this.label = label;
      this.source = source;
    }
  }

  /**
   * One named feature.
   *
   * @param index the target, or the index in {@link #known}; 0 for the calendar
   * @param width its columns
   * @param ahead whether its columns are of the windows that are forecast
   */
  record Feature(Column column, int index, int width, boolean ahead) {}

  private final List<String> names;
  private final List<Feature> features;
  private final List<String> known;
  private final int size;

  private FeatureLayout(List<String> names, List<Feature> features, List<String> known) {
    this.names = List.copyOf(names);
    this.features = List.copyOf(features);
    this.known = List.copyOf(known);
    this.size = features.stream().mapToInt(Feature::width).sum();
  }

  /**
   * @param names feature names in column order
   * @param targets the model's number of targets
   * @param horizon the windows that the model forecasts
   * @throws IllegalArgumentException at a name that is unknown or whose target does not exist, and
   *     at a field that would have to be known further ahead than a plan can say
   */
  public static FeatureLayout parse(List<String> names, int targets, int horizon) {
    List<Feature> features = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (String name : names) {
      features.add(
          name.startsWith(AHEAD)
              ? shared(name, name.substring(AHEAD.length()), horizon, true, known)
              : ofWindow(name, targets, known));
    }
    if (features.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one feature");
    }
    return new FeatureLayout(names, features, known);
  }

  private static Feature ofWindow(String name, int targets, List<String> known) {
    for (Column column : Column.values()) {
      boolean ofTarget = column.source == Source.TARGET && column != Column.PAST;
      if (ofTarget && name.equals(column.label)) {
        return new Feature(column, 0, 1, false);
      }
      if (ofTarget && name.startsWith(column.label + ".")) {
        int target = number(name, name.substring(column.label.length() + 1));
        return new Feature(column, target(name, target, targets), 1, false);
      }
    }
    return name.startsWith(PAST) ? past(name, targets) : shared(name, name, 1, false, known);
  }

  private static Feature past(String name, int targets) {
    String[] parts = name.substring(PAST.length()).split("\\.", 2);
    int length = number(name, parts[0]);
    if (length < 1 || length > MAX_PAST) {
      throw new IllegalArgumentException("feature " + name + " is not of 1 to " + MAX_PAST);
    }
    int target = parts.length == 1 ? 0 : number(name, parts[1]);
    return new Feature(Column.PAST, target(name, target, targets), length, false);
  }

  /** A feature that is not of a target. */
  private static Feature shared(
      String name, String label, int width, boolean ahead, List<String> known) {
    if (label.startsWith(KNOWN) && label.length() > KNOWN.length()) {
      if (ahead && width >= CovariatesConfig.MAX_PLAN) {
        throw new IllegalArgumentException(
            "feature %s looks %d windows ahead, but at most %d can be known"
                .formatted(name, width, CovariatesConfig.MAX_PLAN - 1));
      }
      String field = label.substring(KNOWN.length());
      if (!known.contains(field)) {
        known.add(field);
      }
      return new Feature(Column.KNOWN, known.indexOf(field), width, ahead);
    }
    for (Column column : Column.values()) {
      if (column.source == Source.CALENDAR && column.label.equals(label)) {
        return new Feature(column, 0, width, ahead);
      }
    }
    throw new IllegalArgumentException("unknown feature " + name);
  }

  private static int target(String name, int target, int targets) {
    if (target < 0 || target >= targets) {
      throw new IllegalArgumentException(
          "feature " + name + " is of a target that the model does not have: it has " + targets);
    }
    return target;
  }

  private static int number(String name, String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("unknown feature " + name, e);
    }
  }

  /** The names in column order. */
  public List<String> names() {
    return names;
  }

  /** The number of columns of {@code x}. */
  public int size() {
    return size;
  }

  /** The fields that are known in advance, in the order in which they are named first. */
  public List<String> known() {
    return known;
  }

  /**
   * Where the fields of {@link #known} stand among those of a pipeline.
   *
   * @throws IllegalArgumentException at one that the pipeline does not know in advance
   */
  public int[] knownIn(PipelineConfig pipeline) {
    List<String> there = pipeline.covariates().known();
    for (String field : known) {
      if (!there.contains(field)) {
        throw new IllegalArgumentException(
            "pipelines.%s.covariates.known: the model needs the field %s, %s"
                .formatted(
                    pipeline.name(),
                    field,
                    there.isEmpty() ? "there is none" : "there are " + String.join(", ", there)));
      }
    }
    return known.stream().mapToInt(there::indexOf).toArray();
  }

  /** The most values of a target that a row holds, the window's own included; at least 1. */
  public int past() {
    return features.stream()
        .filter(feature -> feature.column == Column.PAST)
        .mapToInt(Feature::width)
        .max()
        .orElse(1);
  }

  /**
   * The columns of single values of the window, which stand before its past, which stands before
   * what is ahead.
   *
   * @throws IllegalStateException when they do not stand in this order
   */
  public int singles() {
    int singles = 0;
    int rank = 0;
    for (Feature feature : features) {
      int own = feature.ahead ? 2 : feature.column == Column.PAST ? 1 : 0;
      if (own < rank) {
        throw new IllegalStateException("features are not in order: " + names);
      }
      rank = own;
      singles += own == 0 ? 1 : 0;
    }
    return singles;
  }

  /** The windows after its own that a row speaks of: the horizon, or 0. */
  public int ahead() {
    return features.stream().filter(Feature::ahead).mapToInt(Feature::width).max().orElse(0);
  }

  /** The windows after its own that a row speaks of a field of {@link #known} in; 0: none. */
  public int ahead(String field) {
    int index = known.indexOf(field);
    return features.stream()
        .filter(one -> one.ahead && one.column == Column.KNOWN && one.index == index)
        .mapToInt(Feature::width)
        .findAny()
        .orElse(0);
  }

  List<Feature> features() {
    return features;
  }

  /** The columns that the calendar fills. */
  int calendarSize() {
    return features.stream()
        .filter(feature -> feature.column.source == Source.CALENDAR)
        .mapToInt(Feature::width)
        .sum();
  }
}
