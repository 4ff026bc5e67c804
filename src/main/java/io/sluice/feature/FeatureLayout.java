package io.sluice.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * Which columns a model's input {@code x} has, in order. The names stand in the model's metadata:
 *
 * <table>
 * <caption>Features; those of a target take its index as a suffix when it is not 0 ({@code level.1})</caption>
 * <tr><th>name</th><th>value</th></tr>
 * <tr><td>{@code level}</td><td>asinh of the value's distance from the key's running mean, in spreads</td></tr>
 * <tr><td>{@code change}</td><td>asinh of the value in the scaler's unit, from the scaler's origin before it</td></tr>
 * <tr><td>{@code noise}</td><td>natural logarithm of mean absolute change over spread</td></tr>
 * <tr><td>{@code missing}</td><td>1 when the window had no value and the median forecast stands in, else 0</td></tr>
 * <tr><td>{@code time-of-day.sin}, {@code .cos}</td><td>the window's start in the day, in {@code window.zone}</td></tr>
 * <tr><td>{@code day-of-week.sin}, {@code .cos}</td><td>the window's start in the week, likewise</td></tr>
 * <tr><td>{@code day-of-year.sin}, {@code .cos}</td><td>the window's start in the year, likewise</td></tr>
 * </table>
 */
public final class FeatureLayout {
  /** The kinds of column. */
  enum Column {
    LEVEL("level", true),
    CHANGE("change", true),
    NOISE("noise", true),
    MISSING("missing", true),
    TIME_OF_DAY_SIN("time-of-day.sin", false),
    TIME_OF_DAY_COS("time-of-day.cos", false),
    DAY_OF_WEEK_SIN("day-of-week.sin", false),
    DAY_OF_WEEK_COS("day-of-week.cos", false),
    DAY_OF_YEAR_SIN("day-of-year.sin", false),
    DAY_OF_YEAR_COS("day-of-year.cos", false);

    final String label;
    final boolean perTarget;

    Column(String label, boolean perTarget) {
      this.label = label;
      this.perTarget = perTarget;
    }
  }

  record Feature(Column column, int target) {}

  private final List<String> names;
  private final List<Feature> features;

  private FeatureLayout(List<String> names, List<Feature> features) {
    this.names = List.copyOf(names);
    this.features = List.copyOf(features);
  }

  /**
   * @param names feature names in column order
   * @param targets the model's number of targets
   * @throws IllegalArgumentException at a name that is unknown or whose target does not exist
   */
  public static FeatureLayout parse(List<String> names, int targets) {
    List<Feature> features = new ArrayList<>();
    for (String name : names) {
      features.add(parse(name, targets));
    }
    if (features.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one feature");
    }
    return new FeatureLayout(names, features);
  }

  private static Feature parse(String name, int targets) {
    for (Column column : Column.values()) {
      if (column.label.equals(name)) {
        return new Feature(column, 0);
      }
      if (column.perTarget && name.startsWith(column.label + ".")) {
        int target = parseTarget(name, column.label.length() + 1);
        if (target < targets) {
          return new Feature(column, target);
        }
        throw new IllegalArgumentException(
            "feature " + name + " is of a target that the model does not have: it has " + targets);
      }
    }
    throw new IllegalArgumentException("unknown feature " + name);
  }

  private static int parseTarget(String name, int from) {
    try {
      return Integer.parseUnsignedInt(name.substring(from));
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
    return features.size();
  }

  List<Feature> features() {
    return features;
  }
}
