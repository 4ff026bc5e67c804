package io.sluice.model.label;

/** Logarithms of probabilities. */
public final class Logs {
  private Logs() {}

  /** Takes off what makes the probabilities sum to 1. */
  public static void normalize(float[] logs) {
    double sum = sum(logs);
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) (logs[i] - sum);
    }
  }

  /** The logarithm of the sum. */
  public static double sum(float[] logs) {
    float most = Float.NEGATIVE_INFINITY;
    for (float log : logs) {
      most = Math.max(most, log);
    }
    double sum = 0;
    for (float log : logs) {
      sum += StrictMath.exp(log - most);
    }
    return most + StrictMath.log(sum);
  }

  /** The place of the largest. */
  public static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
