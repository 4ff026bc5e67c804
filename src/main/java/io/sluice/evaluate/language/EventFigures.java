package io.sluice.evaluate.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well events were predicted. All events count for the bits, the ends of cases too; of cases,
 * hits and times count once two events of a case are known, as others count them. The time's error
 * leaves ends out, and the first events of sessions.
 */
public final class EventFigures {
  private static final int BINS = 10;
  private static final double DAY_MS = 86_400_000;

  private double bits;
  private long events;
  private double bitsOfOthers;
  private long others;
  private long first;
  private long firstThree;
  private long ranked;
  private double delayError;
  private long delays;
  private final long[] told = new long[BINS];
  private final double[] toldSum = new double[BINS];
  private final long[] hits = new long[BINS];
  private final long[] waits = new long[BINS];

  /**
   * Adds the surprise of an event.
   *
   * @param isOther whether it differs from the one before
   */
  void add(double surprise, boolean isOther) {
    bits += surprise;
    events++;
    bitsOfOthers += isOther ? surprise : 0;
    others += isOther ? 1 : 0;
  }

  /** Adds whether what came was the most likely, or among the three. */
  void rank(int rank) {
    ranked++;
    first += rank < 1 ? 1 : 0;
    firstThree += rank < 3 ? 1 : 0;
  }

  /**
   * Adds how sure one was of the most likely token.
   *
   * @param probability that was told of it
   * @param isHit whether it came
   */
  void told(double probability, boolean isHit) {
    int bin = bin(probability);
    told[bin]++;
    toldSum[bin] += probability;
    hits[bin] += isHit ? 1 : 0;
  }

  /** Adds how probable it was that nothing happens for as long as nothing did. */
  void waited(double survival) {
    waits[bin(1 - survival)]++;
  }

  private static int bin(double share) {
    return (int) Math.max(0, Math.min(BINS - 1, share * BINS));
  }

  /**
   * How often the most likely token came, by how probable it was told to be: rows of the mean
   * probability, the share that came, and how many there were; those without any are left out.
   */
  public List<double[]> reliability() {
    List<double[]> rows = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (told[bin] > 0) {
        rows.add(
            new double[] {toldSum[bin] / told[bin], (double) hits[bin] / told[bin], told[bin]});
      }
    }
    return rows;
  }

  /** The mean distance of the two, weighted by how many there were; NaN without any. */
  public double calibrationError() {
    double sum = 0;
    double all = 0;
    for (double[] row : reliability()) {
      sum += row[2] * Math.abs(row[0] - row[1]);
      all += row[2];
    }
    return sum / all;
  }

  /**
   * The share of times to the next event within each tenth of what was told of them, the shortest
   * first: each is 0.1 where that is right. Empty where none was told.
   */
  public List<Double> tenths() {
    long all = Arrays.stream(waits).sum();
    return all == 0
        ? List.of()
        : Arrays.stream(waits).mapToObj(count -> (double) count / all).toList();
  }

  /** Adds by how many milliseconds the predicted median missed the time. */
  void delay(double errorMs) {
    delayError += Math.abs(errorMs);
    delays++;
  }

  /** Adds all of another's. */
  public void merge(EventFigures other) {
    bits += other.bits;
    events += other.events;
    bitsOfOthers += other.bitsOfOthers;
    others += other.others;
    first += other.first;
    firstThree += other.firstThree;
    ranked += other.ranked;
    delayError += other.delayError;
    delays += other.delays;
    for (int bin = 0; bin < BINS; bin++) {
      told[bin] += other.told[bin];
      toldSum[bin] += other.toldSum[bin];
      hits[bin] += other.hits[bin];
      waits[bin] += other.waits[bin];
    }
  }

  /** The number of events and ends that were predicted. */
  public long events() {
    return events;
  }

  /** The mean surprise in bits. */
  public double bits() {
    return bits / events;
  }

  /** {@code 2^bits}. */
  public double perplexity() {
    return Math.pow(2, bits());
  }

  /** The mean surprise, in bits, of events that differ from the one before. */
  public double bitsOfOthers() {
    return bitsOfOthers / others;
  }

  /** The share of events that were the most likely. */
  public double accuracy() {
    return (double) first / ranked;
  }

  /** The share of events that were among the three most likely. */
  public double accuracyOfThree() {
    return (double) firstThree / ranked;
  }

  /** The mean absolute error of the time to the next event, in days; NaN where none was told. */
  public double delayErrorDays() {
    return delayError / delays / DAY_MS;
  }

  /** By name. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("bits", bits());
    values.put("perplexity", perplexity());
    values.put("bits_differing", bitsOfOthers());
    values.put("accuracy_1", accuracy());
    values.put("accuracy_3", accuracyOfThree());
    values.put("time_error_days", delayErrorDays());
    values.put("calibration_error", calibrationError());
    return values;
  }
}
