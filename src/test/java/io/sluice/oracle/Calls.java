package io.sluice.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * What is known in advance of one key, by the end of the window that it is about: so nothing has to
 * be moved as time goes by.
 */
final class Calls {
  private final TreeMap<Long, Float> byEnd = new TreeMap<>();

  /** What one event says, from its own window on; null elements say nothing. */
  record Said(long time, JsonNode plan) {
    JsonNode of(int ahead) {
      return plan.isArray() ? plan.path(ahead) : ahead == 0 ? plan : plan.path(ahead);
    }

    int length() {
      return plan.isArray() ? plan.size() : 1;
    }
  }

  /**
   * Takes what the events of a window say: the newest last, of equal times the one that came last.
   *
   * @param next the end of the window after one
   */
  void take(List<Said> said, long end, LongUnaryOperator next) {
    List<Said> sorted = new ArrayList<>(said);
    sorted.sort(Comparator.comparingLong(Said::time));
    for (Said one : sorted) {
      long about = end;
      for (int ahead = 0; ahead < one.length(); ahead++) {
        if (one.of(ahead).isNumber()) {
          byEnd.put(about, one.of(ahead).floatValue());
        }
        about = next.applyAsLong(about);
      }
    }
  }

  /** The values of a window and of some after it; 0 where nothing is known. */
  float[] from(long end, int ahead, LongUnaryOperator next) {
    float[] values = new float[1 + ahead];
    long about = end;
    for (int i = 0; i < values.length; i++) {
      values[i] = byEnd.getOrDefault(about, 0f);
      about = next.applyAsLong(about);
    }
    return values;
  }
}
