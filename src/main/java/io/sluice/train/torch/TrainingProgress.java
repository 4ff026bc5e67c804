package io.sluice.train.torch;

/** Hears how training goes. */
public interface TrainingProgress {
  /** Hears nothing. */
  TrainingProgress NONE =
      new TrainingProgress() {
        @Override
        public void baseline(double loss) {}

        @Override
        public void refit(int epochs) {}

        @Override
        public void begin(double validationLoss) {}

        @Override
        public void batch(int epoch, int batch, int batches, double loss) {}

        @Override
        public void epoch(Epoch epoch) {}
      };

  /**
   * An epoch that is over.
   *
   * @param number its number, from 1
   * @param loss mean training loss; NaN when there was none
   * @param validationLoss mean validation loss after it; NaN when training diverged
   * @param bestLoss the best validation loss so far
   * @param clipped share of all training steps so far whose gradients were clipped
   * @param norm what nine of ten of their gradients' norms were below
   */
  record Epoch(
      int number,
      double loss,
      double validationLoss,
      double bestLoss,
      double clipped,
      double norm) {}

  /**
   * Before training: what seasonal-naive quantiles lose in validation; NaN where they cannot be.
   */
  void baseline(double loss);

  /** Training begins anew, for so many epochs, with the validation's time as well. */
  void refit(int epochs);

  /**
   * Before the first epoch: the validation loss of the weights that training starts from; NaN where
   * nothing validates.
   */
  void begin(double validationLoss);

  /** After each batch: the mean training loss of the epoch so far. */
  void batch(int epoch, int batch, int batches, double loss);

  /** After each epoch. */
  void epoch(Epoch epoch);
}
