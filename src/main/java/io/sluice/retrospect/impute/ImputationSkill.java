package io.sluice.retrospect.impute;

import io.sluice.model.MetadataKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How well several imputers stated the same hidden values, in the scaler's unit; lower is better.
 * The first of them is the one that is judged.
 */
public final class ImputationSkill {
  private final int series;
  private final Map<String, Map<GapGroup, Losses>> losses = new LinkedHashMap<>();

  /**
   * An empty one.
   *
   * @param series the number of series that were judged
   */
  ImputationSkill(int series, List<String> imputers) {
    this.series = series;
    for (String name : imputers) {
      Map<GapGroup, Losses> byGroup = new TreeMap<>();
      for (GapGroup group : GapGroup.values()) {
        byGroup.put(group, new Losses());
      }
      losses.put(name, byGroup);
    }
  }

  void add(String imputer, GapGroup group, double absolute, double pinball, double covered) {
    of(imputer, group).add(absolute, pinball, covered);
  }

  private Losses of(String imputer, GapGroup group) {
    Map<GapGroup, Losses> byGroup = losses.get(imputer);
    Losses found = byGroup == null ? null : byGroup.get(group);
    return found == null ? new Losses() : found;
  }

  private Losses total(String imputer) {
    Losses total = new Losses();
    for (GapGroup group : GapGroup.values()) {
      total.add(of(imputer, group));
    }
    return total;
  }

  /** The number of series that were judged. */
  public int series() {
    return series;
  }

  /** The imputers' names, the one that is judged first. */
  public List<String> imputers() {
    return new ArrayList<>(losses.keySet());
  }

  /** Hidden values of gaps of a group that every imputer stated. */
  public long count(GapGroup group) {
    return of(imputers().get(0), group).count();
  }

  /** Hidden values that every imputer stated. */
  public long count() {
    return total(imputers().get(0)).count();
  }

  /** Mean absolute error of the medians, by group and then over all. */
  public double[] absolute(String imputer) {
    return row(imputer, Losses::absolute);
  }

  /** Mean pinball loss over all levels, by group and then over all. */
  public double[] pinball(String imputer) {
    return row(imputer, Losses::pinball);
  }

  /** Share of values between the 0.1 and the 0.9 quantile, by group and then over all. */
  public double[] coverage(String imputer) {
    return row(imputer, Losses::coverage);
  }

  private double[] row(String imputer, ToDoubleFunction<Losses> mean) {
    List<Losses> cells = new ArrayList<>();
    for (GapGroup group : GapGroup.values()) {
      cells.add(of(imputer, group));
    }
    cells.add(total(imputer));
    return cells.stream().mapToDouble(mean).toArray();
  }

  /** Whether the first imputer has lower means over all than another, of both kinds. */
  public boolean isBetterThan(String imputer) {
    Losses first = total(imputers().get(0));
    Losses other = total(imputer);
    return first.absolute() < other.absolute() && first.pinball() < other.pinball();
  }

  /** The figures as a model's metadata states them. */
  public Map<String, String> metadata() {
    Map<String, String> entries = new TreeMap<>();
    entries.put(MetadataKey.SKILL + "hidden", String.valueOf(count()));
    for (String imputer : imputers()) {
      String name = imputer.replace(' ', '-');
      entries.put(MetadataKey.SKILL + "mae." + name, number(total(imputer).absolute()));
      entries.put(MetadataKey.SKILL + "pinball." + name, number(total(imputer).pinball()));
    }
    return entries;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
