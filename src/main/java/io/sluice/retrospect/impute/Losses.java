package io.sluice.retrospect.impute;

/** Mean errors of one imputer, in the scaler's unit. */
final class Losses {
  private long count;
  private double absolute;
  private double pinball;
  private double covered;

  /**
   * Adds one value's.
   *
   * @param covered 1 when it lies in the central interval, else 0; NaN: there is none
   */
  void add(double absolute, double pinball, double covered) {
    count++;
    this.absolute += absolute;
    this.pinball += pinball;
    this.covered += covered;
  }

  void add(Losses other) {
    count += other.count;
    absolute += other.absolute;
    pinball += other.pinball;
    covered += other.covered;
  }

  long count() {
    return count;
  }

  /** Mean absolute error of the medians; NaN where there is none. */
  double absolute() {
    return absolute / count;
  }

  /** Mean pinball loss over all levels; NaN where there is none. */
  double pinball() {
    return pinball / count;
  }

  /** Share of values in the central interval; NaN where there is none. */
  double coverage() {
    return covered / count;
  }
}
