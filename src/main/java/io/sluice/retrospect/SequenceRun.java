package io.sluice.retrospect;

import io.sluice.config.PipelineConfig;
import io.sluice.evaluate.Encoding;
import io.sluice.history.series.Series;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.model.sequence.SequenceModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a whole-sequence model over series of any length, in excerpts that overlap, many side by
 * side. Only so many excerpts are held at a time.
 */
public final class SequenceRun {
  /** Windows of an excerpt. */
  private static final int STEPS = 384;

  /** Windows at either end of it that the neighbouring excerpt answers for. */
  private static final int CONTEXT = 48;

  /** Excerpts that are held. */
  private static final int HELD = 64;

  /** Excerpts that are run side by side. */
  private static final int ROWS = 32;

  private final SequenceModel model;
  private final int levels;
  private final ExcerptEncoder encoder;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(Excerpt excerpt, Listener listener) {}

  /** Gets what the model says of windows without a value. */
  public interface Listener {
    /**
     * The predictive quantiles of one window's own value.
     *
     * @param excerpt brings the numbers from the scaler's unit to the source's
     * @param window of the series
     * @param quantiles in the scaler's unit, {@code [levels]} from {@code offset}
     */
    void answered(Excerpt excerpt, int window, float[] quantiles, int offset);
  }

  /** A run over the series of a pipeline. */
  public SequenceRun(SequenceModel model, PipelineConfig pipeline) {
    SequenceContract contract = model.contract();
    Encoding encoding = new Encoding(contract.features(), contract.scaler(), pipeline);
    this.model = model;
    this.levels = contract.levels().size();
    this.encoder = new ExcerptEncoder(encoding, contract.warmup());
  }

  /** The encoder that the model's input comes from. */
  public ExcerptEncoder encoder() {
    return encoder;
  }

  /** The stretches of a series in which the model fills gaps. */
  public List<Stretch> stretches(Series series) {
    return Stretch.of(series, encoder.scaler(), model.contract().maxGap());
  }

  /**
   * Runs the model over a series of which values were taken out. The listener is informed of each
   * window that has none, at the latest by {@link #finish}.
   *
   * @param stretches of the series with all values, in order
   * @param from excerpts that answer for nothing from this window on are left out
   * @throws StepException when the model fails
   */
  public void add(Series holes, List<Stretch> stretches, int from, Listener listener)
      throws StepException {
    ExcerptEncoder.Way way = encoder.begin(holes);
    for (Stretch stretch : stretches) {
      if (stretch.to() > from && way.enter(stretch)) {
        int step = STEPS - 2 * CONTEXT;
        for (Cut cut : Cut.of(stretch, STEPS, CONTEXT, step)) {
          if (cut.answersTo() > from && asks(holes, cut)) {
            waiting.add(new Waiting(way.next(cut), listener));
          }
          if (waiting.size() >= HELD) {
            finish();
          }
        }
      }
    }
  }

  private boolean asks(Series holes, Cut cut) {
    boolean asks = false;
    for (int t = cut.answersFrom(); t < cut.answersTo() && !asks; t++) {
      asks = !encoder.scaler().accepts(holes.value(t));
    }
    return asks;
  }

  /** Runs what is still waiting. */
  public void finish() throws StepException {
    Map<Integer, List<Waiting>> byLength = new TreeMap<>();
    for (Waiting one : waiting) {
      byLength.computeIfAbsent(one.excerpt.cut().length(), n -> new ArrayList<>()).add(one);
    }
    waiting.clear();
    for (List<Waiting> alike : byLength.values()) {
      for (int from = 0; from < alike.size(); from += ROWS) {
        run(alike.subList(from, Math.min(from + ROWS, alike.size())));
      }
    }
  }

  private void run(List<Waiting> alike) throws StepException {
    int steps = alike.get(0).excerpt.cut().length();
    int size = alike.get(0).excerpt.x().length;
    float[] x = new float[alike.size() * size];
    for (int row = 0; row < alike.size(); row++) {
      System.arraycopy(alike.get(row).excerpt.x(), 0, x, row * size, size);
    }
    float[] quantiles = model.run(x, alike.size(), steps);
    for (int row = 0; row < alike.size(); row++) {
      tell(alike.get(row), quantiles, row * steps * levels);
    }
  }

  private void tell(Waiting one, float[] quantiles, int offset) {
    Cut cut = one.excerpt.cut();
    for (int t = cut.answersFrom(); t < cut.answersTo(); t++) {
      if (one.excerpt.isMissing(t)) {
        one.listener.answered(one.excerpt, t, quantiles, offset + (t - cut.from()) * levels);
      }
    }
  }
}
