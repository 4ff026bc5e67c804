package io.sluice.close;

import io.sluice.alert.EpisodeTracker;
import io.sluice.close.Closing.Origin;
import io.sluice.config.PipelineConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.feature.Scaler;
import io.sluice.feature.WindowInput;
import io.sluice.live.LiveFeed;
import io.sluice.live.LiveStep;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import io.sluice.score.Population;
import io.sluice.state.KeyLife;
import io.sluice.state.KeyLife.Phase;
import io.sluice.state.KeyState;
import io.sluice.state.Seen;
import io.sluice.state.StoredKey;
import io.sluice.step.BatchInput;
import io.sluice.step.KnownInput;
import io.sluice.step.PublishedQuantiles;
import io.sluice.step.StateRebuild;
import io.sluice.step.StepRunner;
import io.sluice.window.Counters;
import io.sluice.window.KeyPlans;
import io.sluice.window.RowKey;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Closes a chunk of windows that end at the same time: gathers the keys' states, steps them all in
 * one model run, scores, and puts everything back. Of a key that is stepped, nothing is written
 * before the run has returned.
 *
 * <table>
 * <caption>What a due row means, see {@link KeyLife}</caption>
 * <tr><th>row</th><th>key state</th><th>what happens</th></tr>
 * <tr><td>has a value</td><td>none, or its placeholder</td><td>a new key: first step, judged by the population</td></tr>
 * <tr><td>has a value</td><td>up to the window before</td><td>step</td></tr>
 * <tr><td>has a value</td><td>older: stale</td><td>recurrent state reset, unless the key is known for
 * such gaps, then step</td></tr>
 * <tr><td>has a value</td><td>at rest after many zeros</td><td>recurrent state made of zeros, then
 * step</td></tr>
 * <tr><td>no value</td><td>active, up to the window before</td><td>step on zero, or on the median
 * forecast</td></tr>
 * <tr><td>no value</td><td>older, silent for the time to live</td><td>the key is forgotten</td></tr>
 * <tr><td>no value</td><td>older, silent for too long</td><td>an alert, if there is none yet</td></tr>
 * <tr><td>no value</td><td>otherwise</td><td>nothing</td></tr>
 * </table>
 *
 * <p>A row has no value if it is missing, empty, or carries only plans. Plans are kept with every
 * key that is known, and make none known.
 */
public final class CloseStage implements AutoCloseable {
  private final int capacity;
  private final PipelineConfig config;
  private final ModelContract contract;
  private final PipelineMetrics metrics;
  private final LiveFeed live;
  private final int partition;
  private final Windows windows;
  private final Emitter emitter;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final KeyStates states;
  private final KeyLife life;
  private final Scaler scaler;
  private final Judge judge;
  private final EpisodeTracker episodes;
  private final Agenda agenda;
  private final StepRunner runner;
  private final BatchInput input;
  private final StateRebuild rebuild;
  private final WatchedKeys watched;
  private final KnownInput known;
  private final RestingKeys resting;
  private final Counters counters;
  private final PublishedQuantiles published;
  private final boolean isKnownUsed;
  private final boolean[] isZeroFilled;
  private final int targets;
  private final int levels;
  private final List<Closing> toStep = new ArrayList<>();
  private final List<StoredKey> foreign = new ArrayList<>();
  private final List<Judged> batch = new ArrayList<>();

  /** The stage of a task that is served by {@code model}. */
  public CloseStage(
      Pipeline pipeline,
      StepModel model,
      Windows windows,
      Emitter emitter,
      KeyValueStore<Bytes, byte[]> rows,
      KeyStates states,
      Population population,
      int partition) {
    this(CloseParts.of(pipeline, model, windows, emitter, rows, states, population, partition));
  }

  private CloseStage(CloseParts parts) {
    this.capacity = parts.capacity();
    this.config = parts.pipeline().config();
    this.contract = parts.contract();
    this.metrics = parts.pipeline().metrics();
    this.live = parts.pipeline().live();
    this.partition = parts.partition();
    this.windows = parts.windows();
    this.emitter = parts.emitter();
    this.rows = parts.rows();
    this.states = parts.states();
    this.life = parts.life();
    this.scaler = parts.scaler();
    this.published = new PublishedQuantiles(contract, parts.scaler(), parts.coverage());
    this.judge = parts.judge();
    this.episodes = parts.episodes();
    this.agenda = parts.agenda();
    this.runner = parts.runner();
    this.input = parts.input();
    this.rebuild = parts.rebuild();
    this.watched = parts.watched();
    this.known = parts.known();
    this.resting = parts.resting();
    this.counters = new Counters(config, windows);
    this.targets = config.targets().size();
    this.isZeroFilled = new boolean[targets];
    for (int i = 0; i < targets; i++) {
      isZeroFilled[i] = config.targets().get(i).isZeroFilled();
    }
    this.levels = contract.levels().size();
    this.isKnownUsed = !contract.features().known().isEmpty();
  }

  /** The most keys of one chunk. */
  public int capacity() {
    return capacity;
  }

  /**
   * Closes the windows that end at {@code end}.
   *
   * @param due the rows' series keys and contents, in order of the keys, at most {@link #capacity}
   * @param isOutage whether windows without an event say nothing, even where that would be zero
   */
  public void closeWindows(long end, List<DueWindows.Due> due, boolean isOutage) {
    toStep.clear();
    foreign.clear();
    batch.clear();
    for (DueWindows.Due row : due) {
      dispatch(end, row, isOutage);
    }
    if (!foreign.isEmpty()) {
      rebuild.run(foreign);
    }
    for (Closing closing : toStep) {
      gather(end, closing);
    }
    if (!batch.isEmpty()) {
      long[] horizon = windows.horizon(end, contract.horizon());
      runner.run(batch.size(), new Scatter(end, horizon));
    }
    for (DueWindows.Due key : due) {
      if (key.queued) {
        rows.delete(RowKey.of(end, key.key));
      }
    }
  }

  /** Sends a due key to be stepped, to rest on, or to be forgotten. */
  private void dispatch(long end, DueWindows.Due due, boolean isOutage) {
    boolean active = due.active != null;
    byte[] stored = active ? due.active : states.stale(due.key);
    WindowRow row = due.row;
    if (stored == null || KeyStates.isPlaceholder(stored)) {
      dispatchNew(end, due, stored != null);
      return;
    }
    StoredKey key = states.decode(stored);
    KeyState state = key.state();
    double[] values = counters.values(row, state.readings, end, active && !isOutage);
    Seen seen = Seen.of(row.hasValue(), values, isZeroFilled);
    Phase phase = life.phase(state.life, active, seen, end);
    if (phase == Phase.WAKES) {
      key = woken(key, end);
    }
    known.take(state, row, end);
    if (phase.isStepped()) {
      if (phase == Phase.RETURNS) {
        state.resetRecurrent();
      } else if (key.isForeign()) {
        foreign.add(key);
      }
      Origin origin = active ? Origin.ACTIVE : Origin.STALE;
      toStep.add(closing(due, state, origin, values, seen, phase));
    } else if (phase == Phase.FORGOTTEN) {
      resting.forget(end, due.key, state, active);
    } else {
      resting.look(end, due.key, key, active, row.plans() != null);
    }
  }

  private void dispatchNew(long end, DueWindows.Due due, boolean counted) {
    if (due.row.hasValue()) {
      KeyState state = states.create();
      known.take(state, due.row, end);
      double[] values = counters.values(due.row, state.readings, end, false);
      Seen seen = Seen.of(true, values, isZeroFilled);
      Origin origin = counted ? Origin.ADMITTED : Origin.NEW;
      toStep.add(closing(due, state, origin, values, seen, Phase.BEGINS));
    } else {
      states.forgetPlanned(due.key);
    }
  }

  /** A key that rested on zeros, whose recurrent state is to be made of them. */
  private StoredKey woken(StoredKey key, long end) {
    KeyState state = key.state();
    life.wake(state.life, end);
    state.known.moveTo(state.life.lastEnd, windows);
    KeyPlans plans = new KeyPlans(state.known.fields());
    plans.copy(state.known);
    return new StoredKey(state, plans);
  }

  private Closing closing(
      DueWindows.Due due,
      KeyState state,
      Origin origin,
      double[] observed,
      Seen seen,
      Phase phase) {
    for (int i = 0; i < targets; i++) {
      state.scalers[i].bounds = config.targets().get(i).bounds();
    }
    return new Closing(due, state, origin, observed, seen, phase);
  }

  /** Adds the key to the batch: its features and its recurrent state to the model's input. */
  private void gather(long end, Closing closing) {
    metrics.windowsClosed(1);
    KeyState state = closing.state;
    Expected expected = judge.expected(state);
    WindowInput window = closing.input(scaler, expected, known.of(state));
    double[] forecast = watched.forecast(closing.key, state);
    if (closing.isDozing()) {
      input.follow(batch.size(), state, window, end);
      batch.add(judge.pass(closing, expected, window, forecast));
    } else {
      input.add(batch.size(), state, window, end);
      batch.add(judge.judge(end, closing, expected, window, forecast));
    }
  }

  private void reject(long end, Closing closing, DeadLetterReason reason, String detail) {
    metrics.windowsDeadLettered(reason, 1);
    watched.rests(closing.key);
    emitter.deadWindow(closing, end, reason, detail);
    if (!closing.isFirst()) {
      agenda.expiry(closing.key, closing.state, end);
    }
    if (closing.origin == Origin.ACTIVE) {
      states.retire(closing.key);
    } else if (closing.origin == Origin.ADMITTED) {
      states.delete(closing.key, false);
    }
    if (!closing.isFirst() && closing.row.plans() != null) {
      states.plan(closing.key, closing.state.known);
    }
  }

  /** Takes the results of a run back to the keys. */
  private final class Scatter implements StepRunner.Results {
    private final long end;
    private final long[] horizon;

    Scatter(long end, long[] horizon) {
      this.end = end;
      this.horizon = horizon;
    }

    @Override
    public void stepped(int i, int row) {
      Judged judged = batch.get(i);
      Closing closing = judged.closing();
      if (!runner.isFinite(row)) {
        fail(closing, "the model returned a number that is not finite");
        return;
      }
      double[] quantiles = published.of(closing.state, runner.batch().quantiles(), row);
      for (double quantile : quantiles) {
        if (Double.isInfinite(quantile)) {
          fail(closing, "a forecast is beyond the range of numbers in the source's unit");
          return;
        }
      }
      commit(judged, row, quantiles);
    }

    private void fail(Closing closing, String detail) {
      reject(end, closing, DeadLetterReason.MODEL_FAILED, detail);
    }

    @Override
    public byte @Nullable [] trace(int i) {
      return batch.get(i).closing().row.traceParent();
    }

    @Override
    public void failed(int i, StepException cause) {
      fail(batch.get(i).closing(), "" + cause.getMessage());
    }

    private void commit(Judged judged, int row, double[] quantiles) {
      Closing closing = judged.closing();
      KeyState state = closing.state;
      if (closing.isFirst()) {
        metrics.keysCreated(1);
      }
      life.step(state.life, closing.phase, closing.seen, end);
      remember(judged, row);
      Forecast forecast = forecast(judged, quantiles);
      emitter.forecast(forecast, end, closing.row.traceParent());
      track(judged);
      boolean isFiring = state.episode.isFiring() || state.silence.isFiring();
      live.window(partition, forecast, isFiring, step(judged, row));
      watched.stepped(judged);
      boolean active = life.isActive(state.life);
      states.put(closing.key, state, closing.origin, active);
      if (!active && !closing.isDozing()) {
        agenda.rest(closing.key, state, end);
        watched.rests(closing.key);
      }
    }

    private LiveStep step(Judged judged, int row) {
      if (!isKnownUsed) {
        return new LiveStep(judged.charts(), null);
      }
      int lanes = targets / contract.targets();
      float[] x = new float[lanes * contract.features().size()];
      float[] before = new float[lanes * contract.stateSize()];
      runner.batch().x().get(row * contract.features().size(), x);
      runner.batch().state().get(row * contract.stateSize(), before);
      return new LiveStep(judged.charts(), new LiveStep.Input(x, before));
    }

    private void remember(Judged judged, int row) {
      KeyState state = judged.closing().state;
      WindowInput input = judged.input();
      runner.batch().nextState().get(row * contract.stateSize(), state.hidden);
      FloatBuffer quantiles = runner.batch().quantiles();
      int perTarget = contract.horizon() * levels;
      for (int i = 0; i < targets; i++) {
        quantiles.get(
            row * contract.outputSize() + i * perTarget, state.forecast, i * levels, levels);
        if (!judged.closing().isDozing()) {
          state.inputs[i].add(input.values[i], input.imputed[i]);
        }
      }
      state.hasForecast = true;
    }

    private void track(Judged judged) {
      Closing closing = judged.closing();
      KeyState state = closing.state;
      if (!closing.seen.isObserved()) {
        emitter.alerts(episodes.imputed(closing.key, state, end, judged.trusted()), end);
        return;
      }
      for (Alert alert : judged.alerts()) {
        boolean isSilence = alert.type() == Alert.Type.SILENT;
        emitter.alert(
            isSilence ? alert : alert.with(judged.details()), end, closing.row.traceParent());
      }
    }

    private Forecast forecast(Judged judged, double[] quantiles) {
      Closing closing = judged.closing();
      KeyState state = closing.state;
      return new Forecast(
          contract,
          closing.key,
          windows.startOf(end),
          end,
          closing.observed,
          state.life.gap,
          judged.value(),
          life.maturity(state.life),
          quantiles,
          horizon,
          Emitter.sources(closing.row));
    }
  }

  @Override
  public void close() {
    emitter.flushLog();
    runner.close();
  }
}
