package io.sluice.train;

import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.train.data.Sequence;
import io.sluice.train.data.SequenceEncoder;
import io.sluice.train.data.Sequences;
import io.sluice.train.data.Series;
import io.sluice.train.data.SeriesReader;
import io.sluice.train.data.TimeSplit;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.Weights;
import io.sluice.train.skill.BaselineLoss;
import io.sluice.train.skill.HeldOut;
import io.sluice.train.skill.Skill;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * One training, from files to a judged model file: read, split by time, train, write, judge the
 * written file on held-out time, and keep it if it is better than seasonal-naive quantiles.
 */
public final class TrainingJob {
  private final TrainingPlan plan;
  private final ModelSpec spec;
  private final SeriesReader reader;

  /**
   * What came of it.
   *
   * @param skill the held-out figures
   * @param training how the training went
   * @param written whether there is a model file
   */
  public record Outcome(Skill skill, Trainer.Result training, boolean written) {}

  public TrainingJob(TrainingPlan plan) {
    this.plan = plan;
    this.spec = plan.spec();
    this.reader = new SeriesReader(plan.pipeline());
  }

  /**
   * Reads the data.
   *
   * @return the series
   * @throws io.sluice.csv.CsvException when a file cannot be read
   * @throws IllegalArgumentException when there is no series in them
   */
  public List<Series> read() {
    for (Path file : plan.csv()) {
      reader.read(file);
    }
    List<Series> series = reader.series();
    if (series.isEmpty()) {
      throw new IllegalArgumentException(
          "no series in %d rows; rows that are no event: %s"
              .formatted(reader.rows(), reader.invalid()));
    }
    return series;
  }

  /** What was read, for people. */
  public String describe(List<Series> series) {
    long windows = series.stream().mapToLong(Series::length).sum();
    return "%,d rows, %,d series of %,d windows; rows that are no event: %s"
        .formatted(reader.rows(), series.size(), windows, reader.invalid());
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
  public Outcome run(List<Series> series, TrainingProgress progress, BooleanSupplier interrupted)
      throws IOException, StepException, ModelException {
    TimeSplit split = TimeSplit.of(series);
    progress.baseline(
        new BaselineLoss(spec, plan.season(), split.train(), split.validation()).of(series));
    Trainer.Result result = train(series, split, progress, interrupted);
    result.requireSuccess();
    Skill skill = judge(series, split, result.weights());
    boolean written = plan.keep() || skill.overSeasonalNaive() > 0;
    if (written) {
      Map<String, String> metadata = new TreeMap<>(skill.metadata());
      metadata.put("skill.season", String.valueOf(plan.season()));
      metadata.putAll(history(plan, split, result));
      OnnxExporter.write(plan.out(), spec, result.weights(), metadata);
    }
    return new Outcome(skill, result, written);
  }

  private Trainer.Result train(
      List<Series> series,
      TimeSplit split,
      TrainingProgress progress,
      BooleanSupplier interrupted) {
    SequenceEncoder encoder =
        new SequenceEncoder(
            spec.features(),
            spec.scaler(),
            spec.horizon(),
            spec.warmup(),
            plan.pipeline().window().maxGap());
    int piece = plan.options().piece();
    List<Sequence> validation = Sequences.validation(series, split.validation(), encoder, piece);
    return new Trainer(spec, plan.options(), progress, interrupted)
        .train(
            Initializer.random(spec, plan.options().seed()),
            random -> Sequences.epoch(series, split.train(), encoder, piece, random),
            validation);
  }

  private Skill judge(List<Series> series, TimeSplit split, Weights weights)
      throws IOException, StepException, ModelException {
    Path candidate = Files.createTempFile("sluice-", ".onnx");
    try {
      OnnxExporter.write(candidate, spec, weights, Map.of());
      try (StepModel model = OnnxStepModel.load(candidate, Provider.CPU)) {
        int maxGap = plan.pipeline().window().maxGap();
        return new HeldOut(model, split, plan.season(), maxGap).judge(series);
      }
    } finally {
      Files.deleteIfExists(candidate);
    }
  }

  /** What a model's metadata states of its training. */
  static Map<String, String> history(TrainingPlan plan, TimeSplit split, Trainer.Result result) {
    return Map.of(
        "training.data",
        plan.data(),
        "training.command",
        plan.command(),
        "training.cut",
        split.describe(),
        "training.epoch",
        String.valueOf(result.bestEpoch()),
        "training.clipped",
        String.format(Locale.ROOT, "%.4f", result.last().clipped()));
  }
}
