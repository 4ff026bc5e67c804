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
import io.sluice.train.gru.GruInitializer;
import io.sluice.train.gru.GruWeights;
import io.sluice.train.gru.ModelSpec;
import io.sluice.train.gru.OnnxExporter;
import io.sluice.train.skill.HeldOut;
import io.sluice.train.skill.Skill;
import io.sluice.train.torch.GruTrainer;
import io.sluice.train.torch.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
   * @param epochs the epoch whose weights were kept
   * @param cutShort whether the time limit ended it, so that another run may end elsewhere
   * @param written whether there is a model file
   */
  public record Outcome(Skill skill, int epochs, boolean cutShort, boolean written) {}

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
   * @throws IOException when the model file cannot be written
   * @throws ModelException when the written file is refused
   * @throws StepException when the written file does not run
   * @throws IllegalArgumentException when the series are too short or too sparse
   */
  public Outcome run(List<Series> series, TrainingProgress progress)
      throws IOException, StepException, ModelException {
    TimeSplit split = TimeSplit.of(series);
    GruTrainer.Result result = train(series, split, progress);
    Skill skill = judge(series, split, result.weights());
    boolean written = plan.keep() || skill.overSeasonalNaive() > 0;
    if (written) {
      OnnxExporter.write(plan.out(), spec, result.weights(), metadata(split, skill));
    }
    return new Outcome(skill, result.epochs(), result.cutShort(), written);
  }

  private GruTrainer.Result train(List<Series> series, TimeSplit split, TrainingProgress progress) {
    SequenceEncoder encoder =
        new SequenceEncoder(
            spec.features(),
            spec.scaler(),
            spec.horizon(),
            spec.warmup(),
            plan.pipeline().window().maxGap());
    int piece = plan.options().piece();
    List<Sequence> validation = Sequences.validation(series, split.validation(), encoder, piece);
    return new GruTrainer(spec, plan.options(), progress)
        .train(
            GruInitializer.random(spec, plan.options().seed()),
            random -> Sequences.epoch(series, split.train(), encoder, piece, random),
            validation);
  }

  private Skill judge(List<Series> series, TimeSplit split, GruWeights weights)
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

  private Map<String, String> metadata(TimeSplit split, Skill skill) {
    Map<String, String> entries = new TreeMap<>(skill.metadata());
    entries.put("skill.season", String.valueOf(plan.season()));
    entries.put("training.data", plan.data());
    entries.put("training.command", plan.command());
    entries.put("training.cut", split.describe());
    return entries;
  }
}
