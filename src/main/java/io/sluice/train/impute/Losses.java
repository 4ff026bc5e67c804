package io.sluice.train.impute;

/** Mean errors of one imputer, in the scaler's unit. */
final class Losses {
  private long count;
  private double absolute;
  private double pinball;

  void add(double absolute, double pinball) {
    count++;
    this.absolute += absolute;
    this.pinball += pinball;
  }

  void add(Losses other) {
    count += other.count;
    absolute += other.absolute;
    pinball += other.pinball;
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
}
