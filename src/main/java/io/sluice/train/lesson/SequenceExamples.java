package io.sluice.train.lesson;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.retrospect.Cut;
import io.sluice.retrospect.Excerpt;
import io.sluice.retrospect.ExcerptEncoder;
import io.sluice.retrospect.Stretch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * The examples that a whole-sequence network learns from and is validated with: excerpts of series
 * in which windows are hidden at random, whose values are to be stated.
 */
public final class SequenceExamples {
  /**
   * Windows of the longest excerpt. Shorter stretches are cut in halves, quarters and so on of it.
   */
  public static final int STEPS = 192;

  /** Excerpts that are learnt from at a time. */
  public static final int BATCH = 8;

  private static final int FEWEST_STEPS = STEPS / 8;

  /** Share of an excerpt at either end that the neighbouring one answers for. */
  private static final int CONTEXT_SHARE = 8;

  /**
   * The largest magnitude that is asked for, in the scaler's unit. Nothing more can be learnt from
   * a value that is further off, such as the first one of a series that was flat so far.
   */
  private static final double LIMIT = 100;

  private final ExcerptEncoder encoder;
  private final TimeSpan span;
  private final List<Series> series = new ArrayList<>();
  private final List<List<Stretch>> stretches = new ArrayList<>();

  /**
   * Examples whose hidden windows start in a span of time. What is before it may stand beside them;
   * what is after it may not.
   */
  public SequenceExamples(List<Series> all, TimeSpan span, ExcerptEncoder encoder) {
    this.encoder = encoder;
    this.span = span;
    for (Series one : all) {
      Series known = one.before(span.to());
      series.add(known);
      stretches.add(Stretch.of(known, encoder.scaler(), Hiding.MAX_GAP));
    }
  }

  /** The longest run of missing windows that a network learns to fill. */
  public static int maxGap() {
    return Hiding.MAX_GAP;
  }

  /** The examples of one epoch: hidden and cut elsewhere each time. */
  public List<Example> draw(RandomGenerator random) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      draw(series.get(i), stretches.get(i), random, examples);
    }
    return examples;
  }

  /** Examples that are the same each time. */
  public List<Example> validation(long seed) {
    return draw(new Random(seed));
  }

  private void draw(
      Series truth, List<Stretch> ofSeries, RandomGenerator random, List<Example> examples) {
    boolean[] hidden = Hiding.draw(truth.length(), random);
    ExcerptEncoder.Way way = encoder.begin(truth.without(hidden));
    for (Stretch stretch : ofSeries) {
      int length = STEPS;
      while (length > stretch.length()) {
        length /= 2;
      }
      if (length < FEWEST_STEPS || truth.start(stretch.to() - 1) < span.from()) {
        continue;
      }
      int context = length / CONTEXT_SHARE;
      int first = 1 + random.nextInt(length - 2 * context);
      if (way.enter(stretch)) {
        for (Cut cut : Cut.of(stretch, length, context, first)) {
          add(truth, cut, way, examples);
        }
      }
    }
  }

  private void add(Series truth, Cut cut, ExcerptEncoder.Way way, List<Example> examples) {
    if (truth.start(cut.answersTo() - 1) < span.from()) {
      return;
    }
    Excerpt excerpt = way.next(cut);
    float[] y = new float[cut.length()];
    Arrays.fill(y, Float.NaN);
    int asked = 0;
    for (int t = cut.answersFrom(); t < cut.answersTo(); t++) {
      boolean isHidden = excerpt.isMissing(t) && encoder.scaler().accepts(truth.value(t));
      if (isHidden && truth.start(t) >= span.from()) {
        double value = excerpt.scale(t, truth.value(t));
        y[t - cut.from()] = (float) Math.max(-LIMIT, Math.min(LIMIT, value));
        asked++;
      }
    }
    if (asked > 0 && excerpt.count() >= encoder.warmup()) {
      float[] weights = new float[cut.length()];
      Arrays.fill(weights, 1);
      examples.add(new Example(cut.length(), excerpt.x(), y, weights));
    }
  }
}
