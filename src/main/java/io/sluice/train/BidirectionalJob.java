package io.sluice.train;

import io.sluice.config.Provider;
import io.sluice.evaluate.Encoding;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.sequence.OnnxSequenceModel;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.retrospect.ExcerptEncoder;
import io.sluice.retrospect.impute.ImputationJudge;
import io.sluice.retrospect.impute.ImputationSkill;
import io.sluice.retrospect.impute.LineImputer;
import io.sluice.train.lesson.Encoder;
import io.sluice.train.lesson.SequenceExamples;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.SequenceExporter;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One training of a whole-sequence model, from series to a judged model file: split by time, train,
 * judge the written file on gaps hidden in held-out time, and keep it if it fills them better than
 * linear interpolation.
 */
public final class BidirectionalJob {
  private final TrainingSettings settings;
  private final ModelSpec spec;
  private final ExcerptEncoder encoder;

  /** A job for settings with a horizon of 1: each window's own value. */
  public BidirectionalJob(TrainingSettings settings) {
    this.settings = settings;
    this.spec = settings.spec();
    Encoding encoding = new Encoding(spec.features(), spec.scaler(), settings.pipeline());
    this.encoder = new ExcerptEncoder(encoding, spec.warmup());
  }

  /**
   * Trains, judges and writes.
   *
   * @param causal a step model of one target to compare with; null: none
   * @param interrupted whether to end the training with the best weights so far
   * @throws IOException when the model file cannot be written
   * @throws ModelException when the written file is refused
   * @throws StepException when the written file does not run
   * @throws IllegalArgumentException when the series are too short or too sparse
   * @throws IllegalStateException when training diverged before any epoch was worth keeping
   */
  public Outcome<ImputationSkill> run(
      List<Series> series,
      @Nullable StepModel causal,
      TrainingProgress progress,
      BooleanSupplier interrupted)
      throws IOException, StepException, ModelException {
    TimeSplit split = settings.split(series);
    // Fails before the training, not after it, when the result could not be judged.
    ImputationJudge.ofTrivial(encoder.scaler(), spec.levels(), split, settings.season())
        .judge(series);
    Fit fit =
        Fit.of(
            settings,
            split,
            progress,
            interrupted,
            (of, options) -> train(series, of, options, progress, interrupted));
    ImputationSkill skill = judge(series, split, causal, fit.result().weights());
    boolean written = settings.force() || skill.isBetterThan(LineImputer.NAME);
    if (written) {
      Map<String, String> metadata = new TreeMap<>(skill.metadata());
      metadata.putAll(fit.history(settings, split));
      write(settings.out(), fit.result().weights(), metadata);
    }
    return new Outcome<>(skill, fit, written);
  }

  private Trainer.Result train(
      List<Series> series,
      TimeSplit split,
      TrainingOptions options,
      TrainingProgress progress,
      BooleanSupplier interrupted) {
    SequenceExamples training = new SequenceExamples(series, split.train(), encoder);
    SequenceExamples validation = new SequenceExamples(series, split.validation(), encoder);
    long seed = options.seed();
    return new Trainer(spec, options, progress, interrupted)
        .train(
            Initializer.bidirectional(spec, seed),
            training::draw,
            validation.validation(seed),
            Encoder.none());
  }

  private ImputationSkill judge(
      List<Series> series, TimeSplit split, @Nullable StepModel causal, Weights weights)
      throws IOException, StepException, ModelException {
    Path candidate = Files.createTempFile("sluice-", ".onnx");
    try {
      write(candidate, weights, Map.of());
      try (SequenceModel model = OnnxSequenceModel.load(candidate, Provider.CPU)) {
        return ImputationJudge.of(model, causal, split, settings.season(), settings.pipeline())
            .judge(series);
      }
    } finally {
      Files.deleteIfExists(candidate);
    }
  }

  private void write(Path file, Weights weights, Map<String, String> metadata) throws IOException {
    SequenceExporter.write(file, spec, weights, SequenceExamples.maxGap(), metadata);
  }
}
