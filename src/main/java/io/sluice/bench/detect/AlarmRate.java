package io.sluice.bench.detect;

/**
 * False alarms, held against a budget.
 *
 * @param alarms episodes that fired
 * @param windows in which they could have
 * @param budget windows that are to lie between two of a key
 */
public record AlarmRate(int alarms, long windows, int budget) {
  /** How many alarms the budget allows. */
  public double expected() {
    return (double) windows / budget;
  }

  /** Realised over configured. */
  public double ratio() {
    return alarms / expected();
  }
}
