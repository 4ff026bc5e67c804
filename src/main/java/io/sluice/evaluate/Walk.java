package io.sluice.evaluate;

import io.sluice.feature.Coverage;
import io.sluice.feature.CoverageState;
import io.sluice.feature.PastValues;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowInput;
import io.sluice.history.series.Series;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.state.InputRing;
import io.sluice.state.KeyLife.Phase;
import io.sluice.state.SeriesLife;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One series on its way through a model of one target, window by window, as the service steps a
 * key: a window without a value is imputed with the model's own median as long as {@link
 * SeriesLife} has it, and so is one whose value the scaler cannot take; past that nothing is
 * stepped, and the recurrent state starts anew with the next value. Zeros at rest, which the
 * service steps only where they are sent, are not stepped either.
 */
public final class Walk {
  /** Series stepped side by side. */
  private static final int ROWS = 256;

  private final Series series;
  private final ModelContract contract;
  private final Encoding encoding;
  private final ScalerState scale = new ScalerState();
  private final WindowInput window = new WindowInput(new ScalerState[] {scale});
  private final PastValues[] past;
  private final float[] initial;
  private final float[] hidden;
  private final SeriesLife life;
  private final Coverage coverage;
  private final CoverageState corrections;

  /** The model's quantiles of the next window, in the source's unit. */
  private final double[] model;

  /** As they are published. */
  private final double[] published;

  private boolean hasForecast;
  private Phase phase = Phase.RESTS;
  private int next;

  /** The newest window that is part of its life: those before are stepped again as it wakes. */
  private int newest = -1;

  /** Hears of each step. */
  public interface Listener {
    /**
     * After a step.
     *
     * @param walk the index of the walk that was stepped
     * @param quantiles its forecast in the scaler's unit, {@code [horizon, levels]} from {@code
     *     offset}
     */
    void stepped(int walk, FloatBuffer quantiles, int offset);
  }

  /**
   * A walk that has not begun.
   *
   * @param encoding that of the model's features and scale; may be shared
   */
  public Walk(Series series, ModelContract contract, Encoding encoding) {
    this.series = series;
    this.contract = contract;
    this.scale.bounds = series.bounds();
    this.encoding = encoding;
    this.life = encoding.life(contract.warmup());
    this.past = new PastValues[] {new PastValues(contract.features().past())};
    this.initial = contract.initialState();
    this.hidden = initial.clone();
    this.coverage = new Coverage(contract.levels());
    this.corrections = new CoverageState(contract.levels().size());
    this.model = new double[contract.levels().size()];
    this.published = new double[model.length];
  }

  /**
   * Steps every series to its end, many side by side.
   *
   * @throws StepException when the model fails
   * @throws IllegalArgumentException when the model has more than one target
   */
  public static void all(List<Walk> walks, StepModel model, Listener listener)
      throws StepException {
    if (model.contract().targets() != 1) {
      throw new IllegalArgumentException("only models of one target can be judged");
    }
    try (StepBatch batch = model.newBatch(ROWS)) {
      for (int from = 0; from < walks.size(); from += ROWS) {
        some(walks, from, Math.min(from + ROWS, walks.size()), batch, listener);
      }
    }
  }

  private static void some(List<Walk> walks, int from, int to, StepBatch batch, Listener listener)
      throws StepException {
    List<Integer> stepping = new ArrayList<>();
    boolean more = true;
    while (more) {
      more = false;
      stepping.clear();
      for (int i = from; i < to; i++) {
        Walk walk = walks.get(i);
        more |= walk.hasNext();
        if (walk.hasNext() && walk.prepare(batch, stepping.size())) {
          stepping.add(i);
        }
      }
      if (!stepping.isEmpty()) {
        batch.run(stepping.size());
      }
      for (int row = 0; row < stepping.size(); row++) {
        int offset = walks.get(stepping.get(row)).take(batch, row);
        if (walks.get(stepping.get(row)).isFirst()) {
          listener.stepped(stepping.get(row), batch.quantiles(), offset);
        }
      }
    }
  }

  private boolean hasNext() {
    return next < series.length();
  }

  /** Moves on by one window and fills a row with it; false for a window that is not stepped. */
  private boolean prepare(StepBatch batch, int row) {
    int t = live(next++);
    boolean observed = scaler().accepts(series.value(t));
    window.imputed[0] = !observed;
    if (!phase.isLearned()) {
      return false;
    }
    if (phase == Phase.BEGINS || phase == Phase.RETURNS) {
      hasForecast = false;
      System.arraycopy(initial, 0, hidden, 0, hidden.length);
      past[0].clear();
    }
    if (phase == Phase.BEGINS) {
      scale.reset();
      model[contract.median()] = Double.NaN;
      corrections.take(new CoverageState(model.length));
    }
    window.values[0] = observed ? series.value(t) : model[contract.median()];
    window.known = encoding.known(series, t);
    boolean learns = t == newest;
    if (learns) {
      encoding.encoder().learn(window, 0);
    } else {
      encoding.encoder().follow(window, 0);
    }
    if (learns && observed && hasForecast && scale.count >= 2) {
      coverage.learn(corrections, model, 0, series.value(t));
    }
    encoding
        .encoder()
        .encode(
            window,
            0,
            past,
            encoding.calendars().of(series.start(t)),
            batch.x(),
            row * contract.features().size());
    past[0].add(window.values[0]);
    batch.state().put(row * hidden.length, hidden);
    return true;
  }

  /** Goes on to a window; as it wakes, back to the zeros of which its state is made. */
  private int live(int t) {
    if (t <= newest) {
      return t;
    }
    newest = t;
    phase = life.next(encoding.end(series, t), series.seen(t));
    if (phase != Phase.WAKES) {
      return t;
    }
    System.arraycopy(initial, 0, hidden, 0, hidden.length);
    past[0].clear();
    int first = t - InputRing.MIN_CAPACITY;
    next = first + 1;
    return first;
  }

  private int take(StepBatch batch, int row) {
    batch.nextState().get(row * hidden.length, hidden);
    int offset = row * contract.outputSize();
    for (int i = 0; i < model.length; i++) {
      model[i] = scaler().unscale(scale, batch.quantiles().get(offset + i));
    }
    System.arraycopy(model, 0, published, 0, model.length);
    coverage.correct(corrections, published, 0);
    for (int i = 0; i < published.length; i++) {
      published[i] = scaler().possible(scale, published[i]);
    }
    hasForecast = true;
    return offset;
  }

  /** Whether the window was stepped for the first time. */
  private boolean isFirst() {
    return origin() == newest;
  }

  /** The quantiles of the window after the origin as the model gives them, in the source's unit. */
  public double[] modelled() {
    return model;
  }

  /** The quantiles of the window after the origin as the service publishes them: corrected. */
  public double[] published() {
    return published;
  }

  /** The window that was stepped last, the origin of its forecast. */
  public int origin() {
    return next - 1;
  }

  /** Whether that window had a value that the scaler takes. */
  public boolean isObserved() {
    return !window.imputed[0];
  }

  /** Where the series is in its life. */
  public SeriesLife life() {
    return life;
  }

  /** Whether the last window was not stepped: there is no forecast until the series returns. */
  public boolean isStale() {
    return !phase.isLearned();
  }

  /** A copy of the recurrent state after the last step, {@code [state_size]}. */
  public float[] recurrentState() {
    return hidden.clone();
  }

  /** The scaler state after the last step. */
  public ScalerState scale() {
    return scale;
  }

  /** The last values before the next step, as the features see them. */
  public PastValues past() {
    return past[0];
  }

  public Scaler scaler() {
    return encoding.scaler();
  }
}
