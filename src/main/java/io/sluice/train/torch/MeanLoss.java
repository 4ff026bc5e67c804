package io.sluice.train.torch;

/** The mean loss of the terms so far. */
final class MeanLoss {
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
