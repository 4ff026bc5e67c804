package io.sluice.evaluate.language;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A hidden Markov model of tokens, fitted by expectation and maximisation (Baum and others, Annals
 * of Mathematical Statistics 1970) with scaled probabilities (Rabiner, Proceedings of the IEEE
 * 1989). It learns nothing from what comes later.
 */
final class HiddenMarkov implements Predictor {
  private static final int STATES = 12;
  private static final int ITERATIONS = 60;

  /** The most tokens that it is fitted to: the last ones. */
  private static final int MOST = 100_000;

  private static final double PRIOR = 0.1;
  private static final long SEED = 7;

  private final int states;
  private final int size;
  private double[] begin;
  private double[][] moves;
  private double[][] emits;
  private final double[] p;
  private double[] now;

  private HiddenMarkov(int size) {
    this.size = size;
    this.states = Math.max(2, Math.min(STATES, size));
    this.p = new double[size];
    Random random = new Random(SEED);
    begin = drawn(states, random);
    moves = new double[states][];
    emits = new double[states][];
    for (int i = 0; i < states; i++) {
      moves[i] = drawn(states, random);
      emits[i] = drawn(size, random);
    }
    now = begin.clone();
  }

  private static double[] drawn(int size, Random random) {
    double[] row = new double[size];
    for (int i = 0; i < size; i++) {
      row[i] = -StrictMath.log(1 - random.nextDouble()); // alike states would stay alike
    }
    return normalised(row);
  }

  private static double[] normalised(double[] row) {
    double sum = Arrays.stream(row).sum();
    for (int i = 0; i < row.length; i++) {
      row[i] /= sum;
    }
    return row;
  }

  /** Fits a model to sequences of tokens. */
  static HiddenMarkov of(List<int[]> sequences, int size) {
    HiddenMarkov model = new HiddenMarkov(size);
    int from = sequences.size();
    long tokens = 0;
    while (from > 0 && tokens < MOST) {
      tokens += sequences.get(--from).length;
    }
    for (int i = 0; i < ITERATIONS; i++) {
      model.iterate(sequences.subList(from, sequences.size()));
    }
    return model;
  }

  private void iterate(List<int[]> sequences) {
    double[] firsts = filled(states);
    double[][] moved = new double[states][];
    double[][] emitted = new double[states][];
    for (int i = 0; i < states; i++) {
      moved[i] = filled(states);
      emitted[i] = filled(size);
    }
    for (int[] whole : sequences) {
      int first = Math.max(0, whole.length - MOST);
      expect(Arrays.copyOfRange(whole, first, whole.length), firsts, moved, emitted);
    }
    begin = normalised(firsts);
    for (int i = 0; i < states; i++) {
      moves[i] = normalised(moved[i]);
      emits[i] = normalised(emitted[i]);
    }
  }

  private static double[] filled(int size) {
    double[] row = new double[size];
    Arrays.fill(row, PRIOR);
    return row;
  }

  private void expect(int[] tokens, double[] firsts, double[][] moved, double[][] emitted) {
    int n = tokens.length;
    double[][] forward = new double[n][];
    double[] prior = begin;
    for (int t = 0; t < n; t++) {
      forward[t] = weighed(prior, tokens[t]);
      prior = stepped(forward[t]);
    }
    double[] after = new double[states];
    Arrays.fill(after, 1);
    for (int t = n - 1; t >= 0; t--) {
      double[] at = new double[states];
      for (int i = 0; i < states; i++) {
        at[i] = forward[t][i] * after[i];
      }
      normalised(at);
      for (int i = 0; i < states; i++) {
        emitted[i][tokens[t]] += at[i];
        firsts[i] += t == 0 ? at[i] : 0;
      }
      if (t > 0) {
        after = back(forward[t - 1], after, tokens[t], moved);
      }
    }
  }

  /** One step back; what moved is counted. */
  private double[] back(double[] before, double[] after, int token, double[][] moved) {
    double[] result = new double[states];
    double[][] both = new double[states][states];
    double sum = 0;
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < states; j++) {
        double later = moves[i][j] * emits[j][token] * after[j];
        result[i] += later;
        both[i][j] = before[i] * later;
        sum += both[i][j];
      }
    }
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < states; j++) {
        moved[i][j] += both[i][j] / sum;
      }
    }
    return normalised(result);
  }

  private double[] weighed(double[] prior, int token) {
    double[] result = new double[states];
    for (int i = 0; i < states; i++) {
      result[i] = prior[i] * emits[i][token];
    }
    return normalised(result);
  }

  private double[] stepped(double[] from) {
    double[] result = new double[states];
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < states; j++) {
        result[j] += from[i] * moves[i][j];
      }
    }
    return result;
  }

  @Override
  public void clear() {
    now = begin.clone();
  }

  @Override
  public double[] distribution() {
    Arrays.fill(p, 0);
    for (int i = 0; i < states; i++) {
      for (int token = 0; token < size; token++) {
        p[token] += now[i] * emits[i][token];
      }
    }
    return p;
  }

  @Override
  public void learn(int token) {}

  @Override
  public void push(int token, long gapMs, int hour) {
    now = stepped(weighed(now, token));
  }
}
