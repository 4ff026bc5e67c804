package io.sluice.model;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Architectures;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.SequenceExporter;
import io.sluice.train.network.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Models with seeded random weights, for tests that need a model but no skill. */
public final class TestModels {
  /** The window length and the warm-up that the models state. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  /** Windows of that length, gaps of six of which are imputed. */
  public static final WindowConfig WINDOWS =
      new WindowConfig(
          WINDOW, Duration.ZERO, 6, Duration.ZERO, Duration.ofHours(1), CalendarConfig.EVERY_DAY);

  public static final int WARMUP = 12;

  /** What whole-sequence models state as the longest gap. */
  public static final int MAX_GAP = 48;

  private TestModels() {}

  /** Writes a one-layer GRU to {@code dir/name.onnx} and returns that path. */
  public static Path gru(
      Path dir, String name, int hidden, int targets, int horizon, ScalerSpec scaler, long seed) {
    return write(
        dir, spec(name, Architecture.of(Cell.GRU, 1, hidden), targets, horizon, scaler), seed);
  }

  /** As {@link #gru}, of one target, with covariates as {@link ModelSpec#features} takes them. */
  public static Path covariate(
      Path dir, String name, int horizon, ScalerSpec scaler, List<String> covariates) {
    return covariate(dir, name, Architecture.of(Cell.GRU, 1, 8), horizon, scaler, covariates);
  }

  /** As {@link #covariate(Path, String, int, ScalerSpec, List)}, of any shape. */
  public static Path covariate(
      Path dir,
      String name,
      Architecture shape,
      int horizon,
      ScalerSpec scaler,
      List<String> covariates) {
    ModelSpec plain = spec(name, shape, 1, horizon, scaler);
    ModelSpec spec =
        new ModelSpec(
            name,
            plain.version(),
            plain.architecture(),
            ModelSpec.features(covariates, horizon, shape.decoder()),
            1,
            plain.levels(),
            horizon,
            WINDOW,
            WARMUP,
            scaler);
    return write(dir, spec, 1);
  }

  /** Writes a model to {@code dir/name.onnx} and returns that path. */
  public static Path write(Path dir, ModelSpec spec, long seed) {
    Path file = dir.resolve(spec.name() + ".onnx");
    try {
      OnnxExporter.write(file, spec, Initializer.random(spec, seed), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Writes a whole-sequence model to {@code dir/name.onnx} and returns that path. */
  public static Path writeSequence(Path dir, ModelSpec spec, long seed) {
    Path file = dir.resolve(spec.name() + ".onnx");
    try {
      Weights weights = Architectures.bidirectional(spec, seed);
      SequenceExporter.write(file, spec, weights, MAX_GAP, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** A model of the default features and levels. */
  public static ModelSpec spec(
      String name, Architecture architecture, int targets, int horizon, ScalerSpec scaler) {
    return new ModelSpec(
        name,
        "test",
        architecture,
        architecture.decoder() == null
            ? ModelSpec.defaultFeatures(targets, WINDOW)
            : ModelSpec.features(
                ModelSpec.defaultCalendar(WINDOW), horizon, architecture.decoder()),
        targets,
        ModelSpec.DEFAULT_LEVELS,
        horizon,
        WINDOW,
        WARMUP,
        scaler);
  }
}
