package io.sluice.state;

import io.sluice.feature.ScalerState;
import io.sluice.window.KeyPlans;

/**
 * Everything that is remembered of one key between two windows. Mutable: read from the store,
 * carried through one step, and written back by {@link KeyStateCodec}.
 */
public final class KeyState {
  /** How far it has come. */
  public final LifeState life = new LifeState();

  /** Running share of windows without an event among those after a window that had one. */
  public float gapStart;

  /** Running share of windows without an event among those after a window that had none. */
  public float gapStay;

  /** Running mean of the normal scores of the signed surprise: the drift chart. */
  public float drift;

  /** One per target. */
  public final ScalerState[] scalers;

  /** What it was stepped with lately, one ring per target. */
  public final InputRing[] inputs;

  /**
   * What is known in advance, per such field of the pipeline: seen from the last window that was
   * stepped, or that had a plan and was not.
   */
  public final KeyPlans known;

  /** Whether {@link #forecast} holds a forecast. */
  public boolean hasForecast;

  /** Quantiles for the next window, {@code [targets][levels]} flattened, in the scaler's unit. */
  public final float[] forecast;

  /** The recurrent state, {@code [lanes][state_size]} flattened. */
  public final float[] hidden;

  /** Tail of the surprise of single windows. */
  public final TailState outlierTail = new TailState();

  /** Tail of the surprise of the drift chart. */
  public final TailState shiftTail = new TailState();

  /** The episode of abnormal values. */
  public final EpisodeState episode = new EpisodeState();

  /** The episode of silence. */
  public final EpisodeState silence = new EpisodeState();

  private final float[] initial;

  /** The state of a key that was never seen, of a model that sees no past. */
  public KeyState(int targets, int levels, float[] initial) {
    this(targets, levels, initial, InputRing.MIN_CAPACITY, new KeyPlans(0));
  }

  /**
   * The state of a key that was never seen.
   *
   * @param initial what the recurrent state begins with; never written to
   * @param ring how many inputs of a target are kept
   * @param known what is known in advance: nothing
   */
  KeyState(int targets, int levels, float[] initial, int ring, KeyPlans known) {
    scalers = new ScalerState[targets];
    inputs = new InputRing[targets];
    for (int i = 0; i < targets; i++) {
      scalers[i] = new ScalerState();
      inputs[i] = new InputRing(ring);
    }
    this.known = known;
    forecast = new float[targets * levels];
    hidden = initial.clone();
    this.initial = initial;
  }

  /**
   * Takes over what a state of other targets knows, into one that is new. A target that the other
   * does not have is one that was never observed.
   *
   * @param places by target, its place in the other; negative: it has none
   * @param isLaneEach whether each target has a recurrent state of its own
   * @return false when the other has none of the targets: the recurrent state begins anew
   */
  boolean take(KeyState other, int[] places, boolean isLaneEach) {
    life.take(other.life);
    gapStart = other.gapStart;
    gapStay = other.gapStay;
    drift = other.drift;
    outlierTail.take(other.outlierTail);
    shiftTail.take(other.shiftTail);
    episode.take(other.episode);
    silence.take(other.silence);
    known.copy(other.known);
    hasForecast = other.hasForecast;
    int levels = forecast.length / scalers.length;
    int lane = hidden.length / scalers.length;
    boolean isNew = true;
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      if (place < 0) {
        inputs[i].fill(other.inputs[0].count());
      } else {
        isNew = false;
        scalers[i] = other.scalers[place];
        inputs[i] = other.inputs[place];
        System.arraycopy(other.forecast, place * levels, forecast, i * levels, levels);
        if (isLaneEach) {
          System.arraycopy(other.hidden, place * lane, hidden, i * lane, lane);
        }
      }
    }
    if (isNew) {
      resetRecurrent();
    }
    return !isNew;
  }

  /**
   * Puts the recurrent state back to its beginning and forgets the forecast and the inputs; what is
   * known of scale, tails and the time to come stays.
   */
  public void resetRecurrent() {
    rewind();
    drift = 0;
    for (InputRing ring : inputs) {
      ring.clear();
    }
  }

  /** Puts the recurrent state back to its beginning, from where the inputs can be taken again. */
  public void rewind() {
    System.arraycopy(initial, 0, hidden, 0, hidden.length);
    life.observed = 0;
    hasForecast = false;
  }
}
