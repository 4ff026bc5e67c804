package io.sluice.model.label;

import java.util.Arrays;
import java.util.List;

/**
 * A hidden Markov model of labels (Rabiner, 1989), of what was counted: which label follows which
 * after how long a gap, which token comes at a label after which token, and at what time of day. A
 * label of a session as a whole never changes. What is seldom met is smoothed by what is less
 * particular. Not thread-safe.
 */
public final class LabelChain {
  /** Floor of a logarithm, so that nothing is impossible. */
  private static final float LEAST = -30;

  private static final float FOLLOWS_PRIOR = 0.1f;
  private static final float GAP_PRIOR = 5;
  private static final float TOKEN_PRIOR = 0.1f;
  private static final float PAIR_PRIOR = 5;
  private static final float HOUR_PRIOR = 0.1f;
  private static final float HOUR_SHARE = 0.5f;
  private static final int HOURS = 24;

  /** Events that are smoothed together, and those after them that are looked at as well. */
  private static final int BLOCK = 4096;

  private static final int AHEAD = 256;

  /** Hours to each side that an event counts for, less and less. */
  private static final int HOUR_REACH = 6;

  private final LabelRows counts;
  private final int labels;
  private final int tokens;
  private final boolean isWhole;
  private final float[] start;

  /** By gap, label before, label. */
  private final float[] follows;

  /** By hour and label. */
  private final float[] hours;

  private final float events;
  private final float[] scratch;

  /** What was known at the end of the last block. */
  private float[] last = {};

  /**
   * A chain.
   *
   * @param tokens the size of the vocabulary
   */
  public LabelChain(LabelRows counts, int tokens, boolean isWhole) {
    this.counts = counts;
    this.labels = counts.labels();
    this.tokens = tokens;
    this.isWhole = isWhole;
    int all = counts.find(LabelFeatures.key(LabelFeatures.ALL, 0, 0));
    this.events = counts.sum(all);
    this.start = new float[labels];
    for (int label = 0; label < labels; label++) {
      start[label] = (counts.of(all, label) + 0.5f) / (events + 0.5f * labels);
    }
    this.follows = follows();
    this.hours = hours();
    for (int label = 0; label < labels; label++) {
      start[label] = (float) StrictMath.log(start[label]);
    }
    this.scratch = new float[labels];
  }

  private float[] follows() {
    int gaps = LabelFeatures.GAP_BUCKETS;
    float[] logs = new float[isWhole ? 0 : gaps * labels * labels];
    for (int from = 0; !isWhole && from < labels; from++) {
      float[] any = new float[labels];
      for (int gap = 0; gap < gaps; gap++) {
        int row = row(gap, from);
        for (int to = 0; to < labels; to++) {
          any[to] += counts.of(row, to);
        }
      }
      float sum = 0;
      for (int to = 0; to < labels; to++) {
        any[to] += FOLLOWS_PRIOR * start[to] * labels;
        sum += any[to];
      }
      for (int gap = 0; gap < gaps; gap++) {
        int row = row(gap, from);
        float known = counts.sum(row) + GAP_PRIOR;
        for (int to = 0; to < labels; to++) {
          float count = counts.of(row, to) + GAP_PRIOR * any[to] / sum;
          logs[(gap * labels + from) * labels + to] = log(count / known);
        }
      }
    }
    return logs;
  }

  private int row(int gap, int from) {
    return counts.find(LabelFeatures.key(LabelFeatures.FOLLOWS, gap, from));
  }

  private float[] hours() {
    float[] any = new float[HOURS];
    float[][] near = new float[labels][HOURS];
    float all = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      for (int shift = -HOUR_REACH; shift <= HOUR_REACH; shift++) {
        float share = 1 - Math.abs(shift) / (HOUR_REACH + 1f);
        int other = Math.floorMod(hour + shift, HOURS);
        int row = counts.find(LabelFeatures.key(LabelFeatures.HOUR, other, 0));
        for (int label = 0; label < labels; label++) {
          near[label][hour] += share * counts.of(row, label);
          any[hour] += share * counts.of(row, label);
        }
      }
      any[hour] += 1;
      all += any[hour];
    }
    float[] logs = new float[HOURS * labels];
    for (int label = 0; label < labels; label++) {
      float sum = HOUR_PRIOR * HOURS;
      for (float count : near[label]) {
        sum += count;
      }
      for (int hour = 0; hour < HOURS; hour++) {
        float count = near[label][hour] + HOUR_PRIOR * HOURS * any[hour] / all;
        logs[hour * labels + label] = HOUR_SHARE * log(count / sum);
      }
    }
    return logs;
  }

  private static float log(float probability) {
    return Math.max(LEAST, (float) StrictMath.log(probability));
  }

  /** The logarithm of how common a label is. */
  public float common(int label) {
    return start[label];
  }

  /** Adds how probable the event is at each label. */
  private void observe(LabelPoint at, float[] logs) {
    int token = counts.find(LabelFeatures.key(LabelFeatures.TOKEN, at.token, 0));
    int all = counts.find(LabelFeatures.key(LabelFeatures.ALL, 0, 0));
    int last = counts.find(LabelFeatures.key(LabelFeatures.LAST, at.last, 0));
    int pair = counts.find(LabelFeatures.key(LabelFeatures.PAIR, at.last, at.token));
    float any = (counts.sum(token) + 1) / (events + tokens);
    float prior = TOKEN_PRIOR * tokens;
    for (int label = 0; label < labels; label++) {
      float alone = (counts.of(token, label) + prior * any) / (counts.of(all, label) + prior);
      float after =
          (counts.of(pair, label) + PAIR_PRIOR * alone) / (counts.of(last, label) + PAIR_PRIOR);
      logs[label] += log(after);
      if (!isWhole) {
        logs[label] += hours[at.hour * labels + label];
      }
    }
  }

  /**
   * Goes on with one event, as a filter does.
   *
   * @param known {@code [labels]}, the logarithms of what is known of the label of the event
   *     before, and then of this one's
   * @param isFirst whether nothing is known of one before
   */
  public void filter(LabelPoint at, boolean isFirst, float[] known) {
    if (isFirst) {
      System.arraycopy(start, 0, known, 0, labels);
    } else {
      float[] before = known.clone();
      follow(before, at.gapMs, known);
    }
    observe(at, known);
    Logs.normalize(known);
  }

  /**
   * What is known of each event from those before and after it (forward-backward algorithm).
   *
   * @param points of one stretch, in order
   * @return {@code [points][labels]}, logarithms
   */
  public float[][] smooth(List<LabelPoint> points) {
    float[][] known = new float[points.size()][labels];
    for (int from = 0; from < points.size(); from += BLOCK) {
      int to = Math.min(points.size(), from + BLOCK);
      smooth(points, from, to, Math.min(points.size(), to + AHEAD), known);
    }
    return known;
  }

  private void smooth(List<LabelPoint> points, int from, int to, int end, float[][] known) {
    float[][] forward = new float[end - from][];
    float[] now = from == 0 ? new float[labels] : last.clone();
    for (int i = from; i < end; i++) {
      filter(points.get(i), begins(points, i), now);
      forward[i - from] = now.clone();
      if (i == to - 1) {
        last = now.clone();
      }
    }
    float[] ahead = new float[labels];
    for (int i = end - 1; i >= from; i--) {
      if (i < end - 1) {
        LabelPoint next = points.get(i + 1);
        if (begins(points, i + 1)) {
          Arrays.fill(ahead, 0);
        } else {
          observe(next, ahead);
          float[] after = ahead.clone();
          precede(after, next.gapMs, ahead);
          Logs.normalize(ahead);
        }
      }
      for (int label = 0; i < to && label < labels; label++) {
        known[i][label] = forward[i - from][label] + ahead[label];
      }
      if (i < to) {
        Logs.normalize(known[i]);
      }
    }
  }

  private static boolean begins(List<LabelPoint> points, int i) {
    return i == 0 || points.get(i).position == 1;
  }

  /**
   * The most probable labels of a stretch together (Viterbi, 1967), where each event has its own.
   *
   * @param points of one stretch, in order
   */
  public int[] viterbi(List<LabelPoint> points) {
    int size = points.size();
    int[][] from = new int[size][labels];
    float[] best = new float[labels];
    for (int i = 0; i < size; i++) {
      float[] before = best.clone();
      if (begins(points, i)) {
        int named = Logs.largest(before);
        for (int to = 0; to < labels; to++) {
          best[to] = start[to];
          from[i][to] = named;
        }
      } else {
        step(before, points.get(i).gapMs, best, from[i]);
      }
      observe(points.get(i), best);
      Logs.normalize(best);
    }
    int[] path = new int[size];
    int at = Logs.largest(best);
    for (int i = size - 1; i >= 0; i--) {
      path[i] = at;
      at = from[i][at];
    }
    return path;
  }

  private void step(float[] before, long gapMs, float[] best, int[] from) {
    int at = LabelFeatures.bucket(gapMs) * labels * labels;
    for (int to = 0; to < labels; to++) {
      best[to] = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < labels; i++) {
        float log = before[i] + follows[at + i * labels + to];
        if (log > best[to]) {
          best[to] = log;
          from[to] = i;
        }
      }
    }
  }

  /** What is known of an event's label from that of the event before. */
  private void follow(float[] before, long gapMs, float[] after) {
    if (isWhole) {
      System.arraycopy(before, 0, after, 0, labels);
      return;
    }
    int at = LabelFeatures.bucket(gapMs) * labels * labels;
    for (int to = 0; to < labels; to++) {
      for (int from = 0; from < labels; from++) {
        scratch[from] = before[from] + follows[at + from * labels + to];
      }
      after[to] = (float) Logs.sum(scratch);
    }
  }

  /** What is known of an event's label from all that comes after the next one, and that itself. */
  private void precede(float[] ahead, long gapMs, float[] before) {
    if (isWhole) {
      System.arraycopy(ahead, 0, before, 0, labels);
      return;
    }
    int at = LabelFeatures.bucket(gapMs) * labels * labels;
    for (int from = 0; from < labels; from++) {
      for (int to = 0; to < labels; to++) {
        scratch[to] = ahead[to] + follows[at + from * labels + to];
      }
      before[from] = (float) Logs.sum(scratch);
    }
  }
}
