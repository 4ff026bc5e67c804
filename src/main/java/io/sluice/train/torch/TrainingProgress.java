package io.sluice.train.torch;

/** Hears how training goes. */
public interface TrainingProgress {
  /** Hears nothing. */
  TrainingProgress NONE =
      new TrainingProgress() {
        @Override
        public void begin(double validationLoss) {}

        @Override
        public void batch(int epoch, int batch, int batches, double loss) {}

        @Override
        public void epoch(int epoch, double loss, double validationLoss, double bestLoss) {}
      };

  /** Before the first epoch: the validation loss of the weights that training starts from. */
  void begin(double validationLoss);

  /** After each batch: the mean training loss of the epoch so far. */
  void batch(int epoch, int batch, int batches, double loss);

  /** After each epoch: its mean losses, and the best validation loss so far. */
  void epoch(int epoch, double loss, double validationLoss, double bestLoss);
}
