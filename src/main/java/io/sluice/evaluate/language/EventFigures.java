package io.sluice.evaluate.language;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well events were predicted. All events count for the bits, the ends of cases too; of cases,
 * hits count from the second event on. The time's error leaves ends out, and the first events of
 * sessions.
 */
public final class EventFigures {
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
    return values;
  }
}
