package io.sluice.train.torch;

/** A running mean of sums. */
final class Mean {
  private double sum;
  private long terms;

  void add(double sum, int terms) {
    this.sum += sum;
    this.terms += terms;
  }

  double get() {
    return terms == 0 ? Double.NaN : sum / terms;
  }
}
