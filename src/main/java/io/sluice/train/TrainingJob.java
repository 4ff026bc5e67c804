package io.sluice.train;

import static java.util.Comparator.comparingDouble;

import io.sluice.config.Provider;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.LossWeights;
import io.sluice.evaluate.skill.HeldOut;
import io.sluice.evaluate.skill.Score;
import io.sluice.evaluate.skill.Skill;
import io.sluice.feature.Scaler;
import io.sluice.history.series.Reading;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.train.lesson.Piece;
import io.sluice.train.lesson.PieceEncoder;
import io.sluice.train.lesson.Pieces;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import io.sluice.train.trivial.TrivialFit;
import io.sluice.train.trivial.TrivialModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One training, from series to a judged model file: split by time, train, write, judge the written
 * file on held-out time, and keep it if it is better than every trivial forecaster. Else the best
 * of those that can be a step model is written, calibrated: it is what the history has to teach.
 */
public final class TrainingJob {
  private final TrainingSettings settings;
  private final ModelSpec spec;

  public TrainingJob(TrainingSettings settings) {
    this.settings = settings;
    this.spec = settings.spec();
  }

  /**
   * Notes the series that nothing or little can be learnt from, and what producers have to say in
   * advance. No series is taken away: training passes over what has nothing to teach.
   */
  public void examine(Reading reading) {
    Scaler scaler = new Scaler(spec.scaler());
    int warmup = spec.warmup();
    int full = warmup + spec.horizon();
    reading.skip(
        "series of no more values than the warm-up of " + warmup,
        series -> series.values(scaler::accepts) <= warmup);
    reading.note(
        "series of fewer values than warm-up and horizon, %d (they teach the first steps)"
            .formatted(full),
        series -> series.values(scaler::accepts) < full);
    if (reading.useful().stream().allMatch(Series::isConstant)) {
      reading.skip("constant series, which teach nothing", series -> true);
    }
    reading.note(scaler);
    reading.note(spec.features());
  }

  /**
   * Trains, judges and writes.
   *
   * @param interrupted whether to end the training with the best weights so far
   * @throws IOException when the model file cannot be written
   * @throws ModelException when the written file is refused
   * @throws StepException when the written file does not run
   * @throws IllegalArgumentException when the series are too short or too sparse
   * @throws IllegalStateException when training diverged before any epoch was worth keeping
   */
  public Judgement run(List<Series> series, TrainingProgress progress, BooleanSupplier interrupted)
      throws IOException, StepException, ModelException {
    TimeSplit split = settings.split(series);
    LossWeights counts = settings.weights(split.train());
    requireHeldOut(series, split);
    progress.baseline(
        new BaselineLoss(
                spec, encoding(), counts, settings.season(), split.train(), split.validation())
            .of(series));
    Fit fit =
        Fit.of(
            settings,
            split,
            progress,
            interrupted,
            (of, options) -> train(series, of, options, progress, interrupted));
    return finish(series, split, fit, Map.of());
  }

  /**
   * Judges what was trained, and writes it or the best trivial forecaster.
   *
   * @param more entries for the model's metadata
   * @throws IOException when the model file cannot be written
   * @throws ModelException when the written file is refused
   * @throws StepException when the written file does not run
   */
  public Judgement finish(List<Series> series, TimeSplit split, Fit fit, Map<String, String> more)
      throws IOException, StepException, ModelException {
    Skill skill = judged(fit.result().weights(), model -> heldOut(model, split).judge(series));
    List<TrivialModel> trivial =
        new TrivialFit(settings.served(), split, settings.season(), spec).of(series);
    for (TrivialModel model : trivial) {
      skill = skill.beside(model.label(), model.skill().model());
    }
    return write(split, fit, skill, trivial, more);
  }

  private Judgement write(
      TimeSplit split, Fit fit, Skill skill, List<TrivialModel> trivial, Map<String, String> more)
      throws IOException {
    List<String> advice = Advice.of(settings, fit, skill, split.train());
    Optional<TrivialModel> best =
        trivial.stream().min(comparingDouble(model -> model.skill().model().sql()));
    Map<String, String> history = fit.history(settings, split);
    history.putAll(more);
    int maxGap = settings.served().window().maxGap();
    if (maxGap > 0) {
      history.put(MetadataKey.MAX_GAP.key(), String.valueOf(maxGap));
    }
    history.put(MetadataKey.SKILL + "season", String.valueOf(settings.season()));
    if (skill.beatsAll() || settings.force()) {
      history.putAll(skill.metadata());
      OnnxExporter.write(settings.out(), spec, fit.result().weights(), history);
      return new Judgement(skill, fit, null, true, advice);
    }
    if (best.isEmpty()) {
      return new Judgement(skill, fit, null, false, advice);
    }
    history.putAll(instead(skill, best.get()));
    best.get().write(settings.out(), history);
    return new Judgement(skill, fit, best.get(), true, advice);
  }

  /** The figures of a trivial forecaster in the place of the network. */
  private static Map<String, String> instead(Skill network, TrivialModel model) {
    Skill own = model.skill();
    Map<String, String> entries =
        new Skill(own.forecasts(), own.stride(), own.model(), own.coverage(), network.trivial())
            .metadata();
    entries.put(
        MetadataKey.SKILL + "sql.network",
        String.format(Locale.ROOT, "%.4f", network.model().sql()));
    return entries;
  }

  /**
   * Fails before the training, not after it, when the result could not be judged.
   *
   * @throws IllegalArgumentException when the series are too short or too sparse
   */
  public void requireHeldOut(List<Series> series, TimeSplit split) {
    LossWeights weights = settings.weights(split.train());
    TimeSpan heldOut = split.heldOut();
    double loss =
        new BaselineLoss(spec, encoding(), weights, settings.season(), split.train(), heldOut)
            .of(series);
    if (Double.isNaN(loss)) {
      throw new IllegalArgumentException(
          "no forecast of held-out time, from %s on, can be scored: the history is too short or too sparse for a warm-up of %d values and a season of %d windows"
              .formatted(Instant.ofEpochMilli(heldOut.from()), spec.warmup(), settings.season()));
    }
  }

  /**
   * Trains a network anew.
   *
   * @param split what trains it and what chooses its epoch
   */
  public Trainer.Result train(
      List<Series> series,
      TimeSplit split,
      TrainingOptions options,
      TrainingProgress progress,
      BooleanSupplier interrupted) {
    PieceEncoder encoder =
        new PieceEncoder(
            encoding(),
            settings.weights(split.train()),
            spec.horizon(),
            spec.warmup(),
            spec.season());
    int piece = options.piece();
    List<Piece> validation = Pieces.validation(series, split.validation(), encoder, piece);
    return new Trainer(spec, options, progress, interrupted)
        .train(
            Initializer.random(spec, options.seed()),
            random -> Pieces.epoch(series, split.train(), encoder, piece, random),
            validation,
            encoder);
  }

  private Encoding encoding() {
    return new Encoding(spec.features(), spec.scaler(), settings.served());
  }

  /**
   * What a network is worth on the validation's time, by the measure of held-out time.
   *
   * @throws IOException when no temporary file can be written
   * @throws ModelException when the written file is refused
   * @throws StepException when the written file does not run
   * @throws IllegalArgumentException when nothing can be scored
   */
  public Score validate(List<Series> series, TimeSplit split, Weights weights)
      throws IOException, StepException, ModelException {
    TimeSplit validation = new TimeSplit(split.train(), split.validation(), split.validation());
    List<Series> before =
        series.stream()
            .map(one -> one.before(split.validation().to()))
            .filter(one -> one.length() > 0)
            .toList();
    return judged(weights, model -> heldOut(model, validation).judgeAlone(before)).model();
  }

  private HeldOut heldOut(StepModel model, TimeSplit split) {
    return new HeldOut(model, split, settings.season(), encoding());
  }

  /** How a model is judged that is there for a moment. */
  private interface Judge {
    Skill of(StepModel model) throws StepException;
  }

  private Skill judged(Weights weights, Judge judge)
      throws IOException, StepException, ModelException {
    Path candidate = Files.createTempFile("sluice-", ".onnx");
    try {
      OnnxExporter.write(candidate, spec, weights, Map.of());
      try (StepModel model = OnnxStepModel.load(candidate, Provider.CPU)) {
        return judge.of(model);
      }
    } finally {
      Files.deleteIfExists(candidate);
    }
  }
}
