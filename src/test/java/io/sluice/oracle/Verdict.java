package io.sluice.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How what was published differs from what had to be.
 *
 * @param missing expected records that are not there
 * @param duplicated records that are there again
 * @param wrong records that differ from the expected one, or that nobody expected
 * @param disordered records that stand after one of their key that they should precede
 * @param examples the first few differences in words
 */
public record Verdict(
    long missing, long duplicated, long wrong, long disordered, List<String> examples) {
  /** Relative above 1, absolute below. */
  public static final double TOLERANCE = 1e-5;

  public static final Verdict CLEAN = new Verdict(0, 0, 0, 0, List.of());

  private static final int EXAMPLES = 10;

  public boolean isClean() {
    return missing == 0 && duplicated == 0 && wrong == 0 && disordered == 0;
  }

  /** Both verdicts in one. */
  public Verdict and(Verdict other) {
    List<String> all = new ArrayList<>(examples);
    all.addAll(other.examples);
    return new Verdict(
        missing + other.missing,
        duplicated + other.duplicated,
        wrong + other.wrong,
        disordered + other.disordered,
        all.subList(0, Math.min(EXAMPLES, all.size())));
  }

  /**
   * Compares the records of one topic.
   *
   * @param expected in the order in which each key's records have to stand
   * @param published in the order in which each key's records stand
   */
  public static Verdict of(String topic, List<Expected> expected, List<Expected> published) {
    List<String> examples = new ArrayList<>();
    Map<String, Expected> byId = new HashMap<>();
    Map<String, Integer> rank = new HashMap<>();
    Map<String, Integer> next = new HashMap<>();
    for (Expected record : expected) {
      byId.put(record.id(), record);
      rank.put(record.id(), next.merge(record.key(), 1, Integer::sum));
    }
    if (byId.size() != expected.size()) {
      throw new IllegalArgumentException("the oracle expects an id of " + topic + " twice");
    }
    long duplicated = 0;
    long wrong = 0;
    long disordered = 0;
    Set<String> seen = new HashSet<>();
    Map<String, Integer> last = new HashMap<>();
    for (Expected record : published) {
      Expected wanted = byId.get(record.id());
      if (!seen.add(record.id())) {
        duplicated++;
        examples.add(topic + " duplicated: " + record);
      } else if (wanted == null) {
        wrong++;
        examples.add(topic + " not expected: " + record);
      } else {
        if (!matches(wanted, record)) {
          wrong++;
          examples.add(topic + " wrong: " + record + "\n  expected " + wanted);
        }
        int place = rank.get(record.id());
        if (last.getOrDefault(record.key(), 0) > place) {
          disordered++;
          examples.add(topic + " disordered: " + record);
        }
        last.merge(record.key(), place, Math::max);
      }
    }
    long missing = 0;
    for (Expected record : expected) {
      if (!seen.contains(record.id())) {
        missing++;
        examples.add(topic + " missing: " + record);
      }
    }
    return CLEAN.and(new Verdict(missing, duplicated, wrong, disordered, examples));
  }

  private static boolean matches(Expected wanted, Expected record) {
    if (!wanted.key().equals(record.key())
        || !wanted.exact().equals(record.exact())
        || wanted.numbers().size() != record.numbers().size()) {
      return false;
    }
    for (int i = 0; i < wanted.numbers().size(); i++) {
      double a = wanted.numbers().get(i);
      double b = record.numbers().get(i);
      if (Double.isNaN(a) != Double.isNaN(b)
          || Math.abs(a - b) > TOLERANCE * Math.max(1, Math.abs(a))) {
        return false;
      }
    }
    return true;
  }
}
