package io.sluice.train.trivial;

import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.evaluate.skill.HeldOut;
import io.sluice.evaluate.skill.Skill;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.train.network.ModelSpec;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Calibrates trivial forecasters on the time before what is held out, and judges them on the rest,
 * as the files that they would be.
 */
public final class TrivialFit {
  private final PipelineConfig pipeline;
  private final TimeSplit split;
  private final int season;
  private final ModelSpec network;

  /**
   * A fit.
   *
   * @param season windows of a season
   * @param network in whose place they would stand
   */
  public TrivialFit(PipelineConfig pipeline, TimeSplit split, int season, ModelSpec network) {
    this.pipeline = pipeline;
    this.split = split;
    this.season = season;
    this.network = network;
  }

  /**
   * The models of all kinds that there is enough history for; may be empty.
   *
   * @throws IOException when no temporary file can be written
   * @throws ModelException when a written file is refused
   * @throws StepException when a written file does not run
   */
  public List<TrivialModel> of(List<Series> series)
      throws IOException, ModelException, StepException {
    List<TrivialModel> models = new ArrayList<>();
    int history = history(series);
    for (TrivialKind kind : TrivialKind.values()) {
      TrivialSpec spec = TrivialSpec.of(kind, season, history, network);
      if (kind.isPossible(spec)) {
        Calibration calibration = new Calibration(spec);
        float[] none = new float[size(spec)];
        run(spec, none, model -> calibration.observe(series, model));
        if (calibration.isEnough()) {
          models.add(judged(series, spec, calibration.offsets(), "calibrated"));
        }
        if (calibration.isEnough() && kind.isByLevel()) {
          models.add(judged(series, spec, none, "plain"));
        }
      }
    }
    return models;
  }

  /** The median of how many windows the series have before held-out time. */
  private int history(List<Series> series) {
    int[] lengths =
        series.stream()
            .mapToInt(one -> one.before(split.heldOut().from()).length())
            .filter(length -> length > 0)
            .sorted()
            .toArray();
    return lengths.length == 0 ? 0 : lengths[lengths.length / 2];
  }

  private TrivialModel judged(List<Series> series, TrivialSpec spec, float[] offsets, String way)
      throws IOException, ModelException, StepException {
    List<Skill> skill = new ArrayList<>();
    run(spec, offsets, model -> skill.add(judge(series, model)));
    return new TrivialModel(spec, offsets, way, skill.get(0));
  }

  private static int size(TrivialSpec spec) {
    return spec.horizon() * spec.levels().size();
  }

  private Skill judge(List<Series> series, StepModel model) throws StepException {
    return new HeldOut(model, split, season, encoding(model)).judgeAlone(series);
  }

  private Encoding encoding(StepModel model) {
    return new Encoding(model.contract().features(), model.contract().scaler(), pipeline);
  }

  /** What is done with a model that is there for a moment. */
  private interface Use {
    void of(StepModel model) throws StepException;
  }

  private static void run(TrivialSpec spec, float[] offsets, Use use)
      throws IOException, ModelException, StepException {
    Path file = Files.createTempFile("sluice-", ".onnx");
    try {
      TrivialModel.write(file, spec, offsets, Map.of());
      try (StepModel model = OnnxStepModel.load(file, Provider.CPU)) {
        use.of(model);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** What a forecaster of one kind lacks. */
  private final class Calibration {
    private final TrivialSpec spec;
    private final int columns;
    private final int kinds;
    private final Residuals residuals;

    Calibration(TrivialSpec spec) {
      this.spec = spec;
      this.columns = spec.kind().isByLevel() ? spec.levels().size() : 1;
      this.kinds = (spec.group(spec.horizon() - 1) + 1) * columns;
      this.residuals = new Residuals(kinds);
    }

    void observe(List<Series> series, StepModel model) throws StepException {
      Encoding encoding = encoding(model);
      List<Series> there =
          series.stream()
              .map(one -> one.before(split.heldOut().from()))
              .filter(one -> one.length() > 0)
              .toList();
      List<Walk> walks =
          there.stream().map(one -> new Walk(one, model.contract(), encoding)).toList();
      Walk.all(
          walks,
          model,
          (i, quantiles, offset) -> observe(there.get(i), walks.get(i), quantiles, offset));
    }

    private void observe(Series series, Walk walk, FloatBuffer quantiles, int offset) {
      if (!walk.isObserved() || !walk.life().isMature()) {
        return;
      }
      for (int step = 0; step < spec.horizon(); step++) {
        int target = walk.origin() + 1 + step;
        if (target < series.length() && walk.scaler().accepts(series.value(target))) {
          double y = walk.scaler().scale(walk.scale(), series.value(target));
          int at = offset + step * spec.levels().size();
          for (int column = 0; column < columns; column++) {
            residuals.add(spec.group(step) * columns + column, y - quantiles.get(at + column));
          }
        }
      }
    }

    private int column(int level) {
      return columns == 1 ? 0 : level;
    }

    /** Whether there is enough for the nearest steps; those beyond may take theirs. */
    boolean isEnough() {
      boolean enough = true;
      for (int column = 0; column < columns; column++) {
        enough &= residuals.has(column);
      }
      return enough;
    }

    /** Less that of the median: how the past has drifted says little of what comes. */
    float[] offsets() {
      int levels = spec.levels().size();
      int median = spec.levels().indexOf(0.5f);
      float[] offsets = new float[size(spec)];
      double[][] known = new double[kinds][];
      for (int kind = 0; kind < known.length; kind++) {
        known[kind] =
            residuals.has(kind) ? residuals.quantiles(kind, spec.levels()) : known[kind - columns];
      }
      for (int step = 0; step < spec.horizon(); step++) {
        int first = spec.group(step) * columns;
        double drift = known[first + column(median)][median];
        for (int level = 0; level < levels; level++) {
          offsets[step * levels + level] = (float) (known[first + column(level)][level] - drift);
        }
      }
      return offsets;
    }
  }
}
