package io.sluice.train.choice;

import io.sluice.train.TrainingSettings;
import java.util.Locale;

/**
 * A candidate that was trained and judged on the validation's time.
 *
 * @param settings the candidate's, with the gradient steps that it was trained for
 * @param options what it chose, as options of a command
 * @param sql its scaled quantile loss on the validation's time; infinite where it diverged
 */
public record Trial(TrainingSettings settings, String options, double sql) {
  /** The gradient steps. */
  public int steps() {
    return settings.options().steps();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "SQL %.4f after %d steps of %s", sql, settings.options().steps(), options);
  }
}
