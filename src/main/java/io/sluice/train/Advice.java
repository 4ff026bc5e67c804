package io.sluice.train;

import io.sluice.evaluate.skill.Skill;
import io.sluice.history.series.TimeSpan;
import io.sluice.train.torch.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What would help a network that a trivial forecaster beats, as far as the training shows it. */
final class Advice {
  /** So many seasons of training are few. */
  private static final int FEW_SEASONS = 60;

  private final TrainingSettings settings;
  private final Fit fit;
  private final List<String> sentences = new ArrayList<>();

  private Advice(TrainingSettings settings, Fit fit) {
    this.settings = settings;
    this.fit = fit;
  }

  /**
   * What would help.
   *
   * @param training the time that trained the network
   */
  static List<String> of(TrainingSettings settings, Fit fit, Skill skill, TimeSpan training) {
    if (skill.beatsAll()) {
      return List.of();
    }
    Advice advice = new Advice(settings, fit);
    advice.ofTraining();
    advice.ofForecaster(skill.strongest());
    advice.ofHistory(training);
    return advice.sentences;
  }

  private void ofTraining() {
    Trainer.Result result = fit.chosen();
    switch (result.ending()) {
      case TIME_LIMIT, INTERRUPTED ->
          sentences.add("The training was cut short: more time, --max-minutes.");
      case DIVERGED -> sentences.add("The training diverged: a lower --learning-rate.");
      case EPOCHS -> {
        if (result.bestEpoch() == result.last().number() && result.isValidated()) {
          sentences.add("The last epoch was the best: more --epochs.");
        }
      }
      case EARLY -> {}
    }
  }

  private void ofForecaster(String strongest) {
    boolean seasonal = strongest.startsWith("same-phase") || strongest.startsWith("seasonal");
    if (seasonal && settings.architecture().decoder() == null) {
      sentences.add(
          "The season is what there is to know: a decoder that sees it, --scaler level --seasons"
              + " 14.");
    } else if (!seasonal) {
      sentences.add(
          "The series move like a random walk, of which the last value says all: a shorter"
              + " --horizon, or fields that are known in advance (--covariates known.NAME).");
    }
  }

  private void ofHistory(TimeSpan training) {
    long window = settings.pipeline().window().size().toMillis();
    double seasons = (double) (training.to() - training.from()) / window / settings.season();
    if (settings.season() > 1 && seasons < FEW_SEASONS) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "There are %.0f seasons of %d windows to learn from: a longer history.",
              seasons,
              settings.season()));
    }
  }
}
