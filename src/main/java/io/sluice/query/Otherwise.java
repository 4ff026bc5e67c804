package io.sluice.query;

import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.feature.Coverage;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.Scaler;
import io.sluice.live.LiveSeries;
import io.sluice.live.LiveStep;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.output.Forecast;
import io.sluice.state.KeyState;
import io.sluice.step.PublishedQuantiles;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the last step of a key once more, from a copy of what it was run on, with other plans. One
 * run at a time; who waits too long, or finds too many waiting, is asked to come back. Thread-safe.
 */
final class Otherwise implements AutoCloseable {
  private static final int WAITING = 8;
  private static final int PATIENCE_SECONDS = 2;

  private final Pipeline pipeline;
  private final PipelineConfig config;
  private final Windows windows;
  private final Semaphore turn = new Semaphore(1, true);
  private @Nullable SpareModel spare;
  private boolean isClosed;

  Otherwise(Pipeline pipeline, Windows windows) {
    this.pipeline = pipeline;
    this.config = pipeline.config();
    this.windows = windows;
  }

  /**
   * The forecast of a key under other plans.
   *
   * @param state the key's, of the same window; changed
   * @throws IllegalArgumentException when a change is of nothing that the model looks at
   * @throws NotNow when it is not to be had at the moment
   */
  WhatIf run(LiveSeries.Last last, LiveStep.Input input, KeyState state, List<PlanChange> changes) {
    List<WhatIf.Plan> plans = plans(last.forecast(), state, changes);
    try {
      if (turn.getQueueLength() >= WAITING
          || !turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw NotNow.crowded("too many forecasts under other plans are asked for at once");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NotNow.busy("the service stops", PATIENCE_SECONDS);
    }
    try {
      double[] quantiles = step(last.forecast().model, input, state, plans);
      return new WhatIf(last.forecast(), with(last.forecast(), quantiles), plans);
    } finally {
      turn.release();
    }
  }

  private List<WhatIf.Plan> plans(Forecast forecast, KeyState state, List<PlanChange> changes) {
    List<WhatIf.Plan> plans = new ArrayList<>();
    for (String field : changes.stream().map(PlanChange::field).distinct().toList()) {
      check(field, forecast.model);
      float[] planned = state.known.of(config.covariates().known().indexOf(field));
      float[] ahead = new float[forecast.horizonEnds.length];
      int known = Math.max(0, Math.min(ahead.length, planned.length - 1));
      System.arraycopy(planned, Math.min(1, planned.length), ahead, 0, known);
      float[] changed = ahead.clone();
      changes.stream()
          .filter(change -> change.field().equals(field))
          .forEach(change -> apply(change, forecast, changed));
      plans.add(new WhatIf.Plan(field, ahead, changed));
    }
    return plans;
  }

  private void check(String field, ModelContract model) {
    List<String> known = config.covariates().known();
    if (!known.contains(field)) {
      throw new IllegalArgumentException(
          "no field '%s' is known in advance; there are: %s"
              .formatted(field, String.join(", ", known)));
    }
    if (model.features().ahead(field) == 0) {
      throw new IllegalArgumentException(
          "the model does not look at '" + field + "' in windows ahead");
    }
  }

  private void apply(PlanChange change, Forecast forecast, float[] plan) {
    boolean isAny = false;
    for (int i = 0; i < plan.length; i++) {
      if (change.isFor(windows.startOf(forecast.horizonEnds[i]))) {
        plan[i] = change.value();
        isAny = true;
      }
    }
    if (!isAny) {
      throw new IllegalArgumentException(
          "a change of '" + change.field() + "' is of no window that is forecast");
    }
  }

  private double[] step(
      ModelContract model, LiveStep.Input input, KeyState state, List<WhatIf.Plan> plans) {
    if (isClosed) {
      throw NotNow.busy("the service stops", PATIENCE_SECONDS);
    }
    int lanes = pipeline.lanes(model);
    SpareModel models = spare;
    if (models == null) {
      models = new SpareModel(config, lanes);
      spare = models;
    }
    StepBatch batch = models.batch(model.hash());
    batch.x().put(0, input.x());
    batch.state().put(0, input.state());
    Scaler scaler = new Scaler(model.scaler());
    encode(model, scaler, state, plans, batch);
    try {
      batch.run(lanes);
    } catch (StepException e) {
      throw NotNow.busy("the model cannot say: " + e.getMessage(), PATIENCE_SECONDS);
    }
    for (int i = 0; i < state.scalers.length; i++) {
      state.scalers[i].bounds = config.targets().get(i).bounds();
    }
    return new PublishedQuantiles(model, scaler, new Coverage(model.levels()))
        .of(state, batch.quantiles(), 0);
  }

  private void encode(
      ModelContract model,
      Scaler scaler,
      KeyState state,
      List<WhatIf.Plan> plans,
      StepBatch batch) {
    int[] places = model.features().knownIn(config);
    float[][] known = new float[places.length][];
    for (int i = 0; i < known.length; i++) {
      known[i] = otherwise(state.known.of(places[i]), model.features().known().get(i), plans);
    }
    FeatureEncoder encoder =
        new FeatureEncoder(
            model.features(), scaler, model.targets(), config.covariates().holidays());
    for (int lane = 0; lane < pipeline.lanes(model); lane++) {
      encoder.encodeKnown(known, batch.x(), lane * model.features().size());
    }
  }

  /** The window's own value as it was, then what was asked for, then again as announced. */
  private static float[] otherwise(float[] planned, String field, List<WhatIf.Plan> plans) {
    for (WhatIf.Plan plan : plans) {
      if (plan.field().equals(field)) {
        float[] whole = Arrays.copyOf(planned, Math.max(planned.length, 1 + plan.whatIf().length));
        System.arraycopy(plan.whatIf(), 0, whole, 1, plan.whatIf().length);
        return whole;
      }
    }
    return planned;
  }

  private static Forecast with(Forecast published, double[] quantiles) {
    return new Forecast(
        published.model,
        published.key,
        published.windowStart,
        published.windowEnd,
        published.observed,
        published.imputed,
        published.score,
        published.maturity,
        quantiles,
        published.horizonEnds,
        published.sources);
  }

  /** Waits for the run that is under way. */
  @Override
  public void close() {
    turn.acquireUninterruptibly();
    isClosed = true;
    if (spare != null) {
      spare.close();
      spare = null;
    }
    turn.release();
  }
}
