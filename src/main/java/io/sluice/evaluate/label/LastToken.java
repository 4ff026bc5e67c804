package io.sluice.evaluate.label;

import io.sluice.language.TokenEvent;
import io.sluice.language.label.LabelledEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The baseline of foretelling sessions: the classes of sessions that had the same last token, and
 * the median of what was left of those with as many events.
 */
public final class LastToken {
  private final int labels;
  private final Map<String, double[]> counts = new HashMap<>();
  private final Map<Integer, List<Long>> left = new HashMap<>();

  /** Counts sessions that are over, a key each. */
  public LastToken(List<LabelledEvents> sessions, int labels) {
    this.labels = labels;
    for (LabelledEvents session : sessions) {
      List<TokenEvent> events = session.events();
      int truth =
          events.isEmpty() ? LabelledEvents.UNKNOWN : session.labels().get(events.size() - 1);
      for (int at = 0; at < events.size(); at++) {
        int known = Math.min(SessionFigures.MOST, at + 1);
        left.computeIfAbsent(known, one -> new ArrayList<>())
            .add(events.get(events.size() - 1).time() - events.get(at).time());
        if (truth != LabelledEvents.UNKNOWN) {
          row(events.get(at).text())[truth]++;
        }
      }
    }
    left.values().forEach(times -> times.sort(null));
  }

  private double[] row(String token) {
    return counts.computeIfAbsent(
        token,
        one -> {
          double[] row = new double[labels];
          Arrays.fill(row, 1);
          return row;
        });
  }

  /** How probable each class is. */
  public double[] probabilities(String last) {
    double[] row = row(last).clone();
    double sum = Arrays.stream(row).sum();
    for (int i = 0; i < row.length; i++) {
      row[i] /= sum;
    }
    return row;
  }

  /** How long a session goes on, in milliseconds. */
  public long remaining(int known) {
    List<Long> times = left.getOrDefault(Math.min(SessionFigures.MOST, known), List.of());
    return times.isEmpty() ? 0 : times.get(times.size() / 2);
  }
}
