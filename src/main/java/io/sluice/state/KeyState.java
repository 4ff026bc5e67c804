package io.sluice.state;

import io.sluice.feature.CoverageState;
import io.sluice.feature.ScalerState;
import io.sluice.state.chart.ChartState;
import io.sluice.state.chart.TailState;
import io.sluice.window.KeyPlans;
import io.sluice.window.summary.LastReading;

/**
 * Everything that is remembered of one key between two windows. Mutable: read from the store,
 * carried through one step, and written back by {@link KeyStateCodec}.
 */
public final class KeyState {
  /** Where what all charts say together begins to be a tail, before anything is known. */
  private static final double TAIL_THRESHOLD = 2;

  private static final double TAIL_EXCESS = 0.8;

  /** With more targets it begins higher, by this power of their number. */
  private static final double TARGETS = 0.3;

  /** How far it has come. */
  public final LifeState life = new LifeState();

  /** What the charts remember, one per target. */
  public final ChartState[] charts;

  /** Peaks of what all charts say together. */
  public final TailState tail;

  /** Windows that were judged and learned from, saturating. */
  public int judged;

  /**
   * The score of a new normal that was accepted lately, which raises no alert; 0: there is none.
   */
  public float tolerated;

  /** One per target. */
  public final ScalerState[] scalers;

  /** How the quantiles of the next window are corrected, one per target. */
  public final CoverageState[] coverage;

  /** What it was stepped with lately, one ring per target. */
  public final InputRing[] inputs;

  /** The newest readings, one per target, of those that are counters. */
  public final LastReading[] readings;

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

  /** The episode of abnormal values. */
  public final EpisodeState episode = new EpisodeState();

  /** The episode of silence. */
  public final EpisodeState silence = new EpisodeState();

  private final float[] initial;

  /** The state of a key that was never seen, of a model that sees no past. */
  public KeyState(int targets, int levels, float[] initial) {
    this(targets, levels, initial, 1);
  }

  /** The same, with a season of so many phases. */
  public KeyState(int targets, int levels, float[] initial, int phases) {
    this(targets, levels, initial, InputRing.MIN_CAPACITY, new KeyPlans(0), phases);
  }

  /**
   * The state of a key that was never seen.
   *
   * @param initial what the recurrent state begins with; never written to
   * @param ring how many inputs of a target are kept
   * @param known what is known in advance: nothing
   * @param phases of the season
   */
  KeyState(int targets, int levels, float[] initial, int ring, KeyPlans known, int phases) {
    charts = new ChartState[targets];
    tail = new TailState(TAIL_THRESHOLD * Math.pow(targets, TARGETS), TAIL_EXCESS);
    scalers = new ScalerState[targets];
    coverage = new CoverageState[targets];
    inputs = new InputRing[targets];
    readings = new LastReading[targets];
    for (int i = 0; i < targets; i++) {
      charts[i] = new ChartState(phases);
      scalers[i] = new ScalerState();
      coverage[i] = new CoverageState(levels);
      inputs[i] = new InputRing(ring);
      readings[i] = new LastReading();
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
    life.zeros = 0; // not of targets that are new
    tail.take(other.tail);
    judged = other.judged;
    tolerated = other.tolerated;
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
        charts[i] = other.charts[place];
        scalers[i] = other.scalers[place];
        coverage[i] = other.coverage[place];
        inputs[i] = other.inputs[place];
        readings[i] = other.readings[place];
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
   * known of scale, what is normal and the time to come stays.
   */
  public void resetRecurrent() {
    rewind();
    life.zeros = 0;
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
