package io.sluice.cli.offline;

import io.sluice.cli.console.Terminal;
import io.sluice.train.torch.TrainingProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Training's progress on a terminal: one line that is written over, or a plain line per epoch where
 * the output is no terminal.
 */
final class ProgressLine implements TrainingProgress {
  private static final int BAR = 20;
  private static final Duration REFRESH = Duration.ofMillis(200);

  private final PrintWriter out;
  private final boolean terminal;
  private int epochs;
  private boolean anew;
  private long begin = System.nanoTime();
  private long shown;
  private double untrained;
  private double seasonalNaive = Double.NaN;
  private String newest = "";

  /**
   * A line.
   *
   * @param terminal whether the line may be written over
   * @param epochs the most epochs that training will take; 0: nobody knows
   */
  ProgressLine(PrintWriter out, boolean terminal, int epochs) {
    this.out = out;
    this.terminal = terminal;
    this.epochs = epochs;
  }

  @Override
  public void baseline(double loss) {
    seasonalNaive = loss;
  }

  @Override
  public void refit(int epochs) {
    finish();
    out.printf("refitting for %d epochs, validation time included%n", epochs);
    out.flush();
    this.epochs = epochs;
    anew = true;
    begin = System.nanoTime();
    newest = "";
  }

  @Override
  public void begin(double validationLoss) {
    if (Double.isNaN(validationLoss) && !anew) {
      finish();
      out.println("no forecast of validation time can be judged: the last epoch will be kept");
      out.flush();
    }
    untrained = validationLoss;
  }

  @Override
  public void batch(int epoch, int batch, int batches, double loss) {
    if (terminal && System.nanoTime() - shown > REFRESH.toNanos()) {
      shown = System.nanoTime();
      double done = (epoch - 1 + (double) batch / batches) / epochs;
      int filled = (int) ((epochs == 0 ? (double) batch / batches : done) * BAR);
      String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
      out.print(
          Terminal.over(
              String.format(
                  Locale.ROOT,
                  "[%s] epoch %s, batch %d/%d, loss %.4f%s%s",
                  bar,
                  of(epoch),
                  batch,
                  batches,
                  loss,
                  newest,
                  left(done))));
      out.flush();
    }
  }

  @Override
  public void epoch(Epoch epoch) {
    newest = validation(epoch) + clipped(epoch);
    if (!terminal) {
      out.printf(
          Locale.ROOT,
          "epoch %s: loss %.4f%s%s%n",
          of(epoch.number()),
          epoch.loss(),
          newest,
          left((double) epoch.number() / epochs));
      out.flush();
    }
  }

  private String validation(Epoch epoch) {
    return Double.isNaN(epoch.validationLoss())
        ? ""
        : String.format(
            Locale.ROOT,
            ", validation %.4f (best %.4f, %s)",
            epoch.validationLoss(),
            epoch.bestLoss(),
            skill(epoch.bestLoss()));
  }

  private static String clipped(Epoch epoch) {
    return String.format(Locale.ROOT, ", %.0f%% of steps clipped", 100 * epoch.clipped());
  }

  /** How much lower the loss is than that of seasonal-naive, or else of the untrained network. */
  private String skill(double loss) {
    boolean known = Double.isFinite(seasonalNaive);
    double share = 100 * (1 - loss / (known ? seasonalNaive : untrained));
    return String.format(
        Locale.ROOT,
        "%.1f%% %s %s",
        Math.abs(share),
        share < 0 ? "above" : "below",
        known ? "seasonal-naive" : "untrained");
  }

  /** Ends the line. */
  void finish() {
    if (terminal) {
      out.print(Terminal.ERASE_LINE);
      out.flush();
    }
  }

  private String of(int epoch) {
    return epochs == 0 ? String.valueOf(epoch) : epoch + "/" + epochs;
  }

  private String left(double done) {
    if (epochs == 0) {
      return "";
    }
    long seconds = (long) ((System.nanoTime() - begin) * 1e-9 * (1 - done) / done);
    return ", at most %d:%02d left".formatted(seconds / 60, seconds % 60);
  }
}
