package io.sluice.step;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowInput;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.state.InputRing;
import io.sluice.state.KeyState;
import io.sluice.state.StoredKey;
import io.sluice.window.Windows;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings keys that another model stepped to where this one would be: it is run over the inputs that
 * each key remembers, all keys of a chunk at once, and its last forecast is for the window that is
 * being closed. The scale of a key stays as it is known by now; when this model's scaler measures
 * in another space, it is learnt from the inputs first. What was known in advance is seen as from
 * the last of their windows; see {@link KnownInput} for those before.
 */
public final class StateRebuild {
  private final ModelContract contract;
  private final Scaler scaler;
  private final Windows windows;
  private final StepRunner runner;
  private final BatchInput input;
  private final KnownInput known;
  private final int levels;
  private final List<Past> pasts = new ArrayList<>();
  private final List<Past> batch = new ArrayList<>();

  public StateRebuild(
      ModelContract contract,
      Scaler scaler,
      Windows windows,
      StepRunner runner,
      BatchInput input,
      KnownInput known) {
    this.contract = contract;
    this.scaler = scaler;
    this.windows = windows;
    this.runner = runner;
    this.input = input;
    this.known = known;
    this.levels = contract.levels().size();
  }

  /** What one key was stepped with. */
  private final class Past {
    final StoredKey key;
    final KeyState state;
    final double[][] inputs;

    /** The first input that is used. */
    final int first;

    final int count;

    /** Ends of the inputs' windows. */
    final long[] ends;

    final WindowInput window;

    /** Windows with a value that the recurrent state had seen; 0 of another model's. */
    final int observed;

    boolean failed;

    Past(StoredKey key) {
      this.key = key;
      this.state = key.state();
      int targets = state.inputs.length;
      this.inputs = new double[targets][];
      for (int i = 0; i < targets; i++) {
        inputs[i] = state.inputs[i].values();
      }
      this.count = inputs[0].length;
      this.first = firstUsable();
      this.ends = new long[count];
      long end = state.life.lastEnd;
      for (int i = count - 1; i >= 0; i--) {
        ends[i] = end;
        end = windows.previousEnd(end);
      }
      this.window = new WindowInput(state.scalers);
      this.observed = state.life.observed;
    }

    /** After the last value that this model's scaler cannot take, and not too far back. */
    private int firstUsable() {
      int usable = Math.max(0, count - InputRing.MIN_CAPACITY);
      for (int target = 0; target < inputs.length; target++) {
        for (int i = usable; i < count; i++) {
          if (!scaler.accepts(inputs[target][i]) && !isUnknown(target, i)) {
            usable = i + 1;
          }
        }
      }
      return usable;
    }

    /** A target that was never observed is stepped without a value, as it was before. */
    private boolean isUnknown(int target, int i) {
      return state.scalers[target].count == 0 && Double.isNaN(inputs[target][i]);
    }

    /** Sets the scale to what it is by now, and the last value to the one before the first. */
    void learnScale() {
      for (int target = 0; target < inputs.length; target++) {
        ScalerState scale = state.scalers[target];
        InputRing ring = state.inputs[target];
        boolean unknown = scale.count == 0;
        for (int i = first; unknown && i < count; i++) {
          if (!ring.isImputed(i)) {
            scaler.observe(scale, inputs[target][i]);
          }
        }
        scaler.impute(scale, inputs[target][first]);
      }
    }

    /** Whether a target had a value in a window. */
    boolean isObserved(int step) {
      for (InputRing ring : state.inputs) {
        if (!ring.isImputed(step)) {
          return true;
        }
      }
      return false;
    }

    void encode(int step, int slot) {
      for (int i = 0; i < inputs.length; i++) {
        window.values[i] = inputs[i][step];
        window.imputed[i] = state.inputs[i].isImputed(step);
      }
      window.known = known.before(key, count - 1 - step);
      input.addAgain(slot, state, window, ends[step], inputs, step);
    }
  }

  /** Rebuilds the states of keys, at most as many as the runner takes. */
  public void run(List<StoredKey> keys) {
    pasts.clear();
    int longest = 0;
    for (StoredKey key : keys) {
      Past past = new Past(key);
      key.state().rewind();
      if (past.first < past.count) {
        past.learnScale();
        pasts.add(past);
        longest = Math.max(longest, past.count - past.first);
      }
    }
    for (int back = longest; back > 0; back--) {
      step(back);
    }
  }

  /** Steps the keys that have an input {@code back} windows before the one that is closed. */
  private void step(int back) {
    batch.clear();
    for (Past past : pasts) {
      int step = past.count - back;
      if (step >= past.first && !past.failed) {
        past.encode(step, batch.size());
        batch.add(past);
      }
    }
    runner.run(batch.size(), new Scatter(back));
  }

  /** Takes the results of a step back to the keys. */
  private final class Scatter implements StepRunner.Results {
    private final int back;

    Scatter(int back) {
      this.back = back;
    }

    @Override
    public void stepped(int i, int row) {
      Past past = batch.get(i);
      KeyState state = past.state;
      if (!runner.isFinite(row)) {
        fail(past);
        return;
      }
      runner.batch().nextState().get(row * contract.stateSize(), state.hidden);
      if (past.isObserved(past.count - back)) {
        state.life.count();
      }
      if (back == 1) {
        FloatBuffer quantiles = runner.batch().quantiles();
        int perTarget = contract.horizon() * levels;
        for (int target = 0; target < state.inputs.length; target++) {
          quantiles.get(
              row * contract.outputSize() + target * perTarget,
              state.forecast,
              target * levels,
              levels);
        }
        state.hasForecast = true;
        state.life.observed = Math.max(past.observed, state.life.observed);
      }
    }

    @Override
    public void failed(int i, StepException cause) {
      fail(batch.get(i));
    }

    /** The key begins anew, as it would have after a long silence. */
    private void fail(Past past) {
      past.failed = true;
      past.state.resetRecurrent();
    }
  }
}
