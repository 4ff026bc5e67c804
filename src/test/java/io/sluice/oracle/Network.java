package io.sluice.oracle;

import io.sluice.alert.EpisodeTracker;
import io.sluice.config.CalendarConfig;
import io.sluice.config.TargetConfig.Bounds;
import io.sluice.config.WindowConfig;
import io.sluice.feature.Coverage;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.PastValues;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowCalendar;
import io.sluice.feature.WindowInput;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.output.Alert;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
import io.sluice.state.InputRing;
import io.sluice.state.KeyState;
import io.sluice.window.Season;
import io.sluice.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A model at work on one key at a time. Scaling, features, scores, episodes of abnormal values and
 * the model itself are those of the product, which have tests of their own; a model of one target
 * is run on each target.
 */
final class Network implements AutoCloseable {
  /** The format keeps the state in steps of 1 / 32767. */
  private static final float FIXED_POINT = 32767;

  /** As many inputs are kept for a model that takes over. */
  private static final int KEPT = 48;

  final ModelContract contract;
  private final Timetable timetable;
  private final int targets;
  private final List<Bounds> bounds;
  private final int lanes;
  private final Scaler scaler;
  private final FeatureEncoder encoder;
  private final Scorer scorer;
  private final Coverage coverage;
  private final EpisodeTracker episodes;
  private final Season season;
  private final StepBatch batch;

  /** What the last step made of the episode of values. */
  private List<Alert> alerts = List.of();

  Network(StepModel model, Rules rules, Timetable timetable) {
    this.contract = model.contract();
    this.timetable = timetable;
    this.targets = rules.targets().size();
    this.bounds = rules.targets().stream().map(Network::bounds).toList();
    this.lanes = targets / contract.targets();
    this.scaler = new Scaler(contract.scaler());
    this.encoder = new FeatureEncoder(contract.features(), scaler, contract.targets());
    Windows windows = new Windows(windows(rules));
    this.season = new Season(windows);
    this.scorer = new Scorer(targets);
    this.coverage = new Coverage(contract.levels());
    this.episodes =
        new EpisodeTracker(rules.pipeline(), contract, windows, rules.budget(), scorer, false);
    this.batch = model.newBatch(lanes);
    if (contract.features().past() > KEPT) {
      throw new IllegalArgumentException("the oracle keeps 48 inputs");
    }
  }

  private static WindowConfig windows(Rules rules) {
    Duration none = Duration.ZERO;
    return new WindowConfig(
        rules.window(), none, 0, true, none, none, none, CalendarConfig.EVERY_DAY, rules.zone());
  }

  /** What is said of the key's values after {@link #step}. */
  List<Alert> alerts() {
    return alerts;
  }

  /** What is said when the key is forgotten. */
  List<Alert> expired(Bytes key, KeyState numbers, long end) {
    return episodes.expired(key, numbers, end);
  }

  double threshold() {
    return episodes.threshold();
  }

  String hash() {
    return contract.hash();
  }

  private static Bounds bounds(Rules.Target target) {
    return switch (target.aggregate()) {
      case COUNT, STDDEV, RANGE, DISTINCT -> Bounds.NOT_NEGATIVE;
      default -> Bounds.NONE;
    };
  }

  /** The numbers of a key that was never seen. */
  KeyState create() {
    float[] one = contract.initialState();
    float[] all = new float[lanes * one.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = one[i % one.length];
    }
    KeyState numbers = new KeyState(targets, contract.levels().size(), all, season.phases());
    for (int i = 0; i < targets; i++) {
      numbers.scalers[i].bounds = bounds.get(i);
    }
    return numbers;
  }

  /** The median that was forecast for the window, in the source's unit; else the last value. */
  private double expectation(KeyState numbers, int target) {
    int at = target * contract.levels().size() + contract.median();
    return scaler.unscale(numbers.scalers[target], numbers.hasForecast ? numbers.forecast[at] : 0);
  }

  private double[] forecast(KeyState numbers, int target) {
    double[] quantiles = new double[contract.levels().size()];
    Arrays.setAll(
        quantiles,
        i ->
            scaler.unscale(
                numbers.scalers[target],
                numbers.hasForecast ? numbers.forecast[target * quantiles.length + i] : 0));
    return quantiles;
  }

  /** Whether the scores of a key count. */
  boolean isMature(KeyState numbers) {
    return numbers.life.observed >= contract.warmup();
  }

  /** Zeros in a row after which there is nothing else to know. */
  int restAfter() {
    return Math.max(KEPT, Math.max(season.phases(), contract.warmup()));
  }

  double maturity(KeyState numbers) {
    return Math.min(1, (double) numbers.life.observed / contract.warmup());
  }

  /**
   * Takes a window in.
   *
   * @param values one per target; where there is none, what was forecast is taken in its place
   * @param known what is known in advance of the window and of those after it
   * @param first by those of other keys, of the key's first; else null
   * @return how odd it is; null when it has no value
   */
  @Nullable Score step(
      Bytes key,
      KeyState numbers,
      double[] values,
      float[] known,
      long end,
      @Nullable Score first) {
    double[] inputs = values.clone();
    double[] medians = new double[targets];
    Arrays.setAll(medians, i -> expectation(numbers, i));
    double[][] forecast = new double[targets][];
    Arrays.setAll(forecast, i -> forecast(numbers, i));
    boolean[] imputed = new boolean[targets];
    boolean[] missing = new boolean[targets];
    PastValues[] past = past();
    for (int i = 0; i < targets; i++) {
      missing[i] = Double.isNaN(values[i]);
      imputed[i] = !scaler.accepts(values[i]);
      inputs[i] = imputed[i] ? expectation(numbers, i) : values[i];
      numbers.inputs[i].copyTo(past[i]);
    }
    WindowInput window = window(numbers, inputs, imputed);
    window.known = new float[][] {known};
    for (int lane = 0; lane < lanes; lane++) {
      int target = lane * contract.targets();
      encoder.learn(window, target);
      encoder.encode(window, target, past, calendar(end), batch.x(), row(lane));
    }
    Score score = judge(key, numbers, values, medians, end, first);
    for (int i = 0; i < targets; i++) {
      if (first == null && numbers.hasForecast && !imputed[i] && numbers.scalers[i].count >= 2) {
        coverage.learn(numbers.coverage[i], forecast[i], 0, values[i]);
      }
    }
    run(numbers);
    count(numbers, missing);
    round(numbers);
    for (int i = 0; i < targets; i++) {
      numbers.inputs[i].add(inputs[i], imputed[i]);
    }
    return score;
  }

  /** Steps a zero after many: nothing is learned of it. */
  void doze(KeyState numbers, double[] values, float[] known, long end) {
    boolean[] imputed = new boolean[targets];
    double[] inputs = values.clone();
    PastValues[] past = past();
    for (int i = 0; i < targets; i++) {
      imputed[i] = !scaler.accepts(values[i]);
      inputs[i] = imputed[i] ? expectation(numbers, i) : values[i];
      numbers.inputs[i].copyTo(past[i]);
    }
    WindowInput window = window(numbers, inputs, imputed);
    window.known = new float[][] {known};
    for (int lane = 0; lane < lanes; lane++) {
      int target = lane * contract.targets();
      encoder.follow(window, target);
      encoder.encode(window, target, past, calendar(end), batch.x(), row(lane));
    }
    run(numbers);
    round(numbers);
    alerts = List.of();
  }

  /** The numbers of a key that wakes from zeros, which go on up to a window. */
  KeyState wake(KeyState before, Network other, long last) {
    KeyState numbers = takeOver(before, other, last);
    if (other == this) {
      numbers.life.observed = Math.max(before.life.observed, numbers.life.observed);
    }
    return numbers;
  }

  private @Nullable Score judge(
      Bytes key,
      KeyState numbers,
      double[] values,
      double[] medians,
      long end,
      @Nullable Score first) {
    int least = Math.max(2, Math.min(contract.warmup(), contract.scaler().memory()));
    for (int i = 0; i < targets; i++) {
      medians[i] = numbers.scalers[i].count < least ? Double.NaN : medians[i];
    }
    boolean isForecast = first == null && numbers.hasForecast && isMature(numbers);
    Score own = scorer.judge(numbers, values, isForecast ? medians : null, season.phase(end));
    Score score = first == null ? own : first;
    boolean wasFiring = numbers.episode.isFiring();
    alerts = own == null ? List.of() : episodes.observed(key, numbers, end, score, first != null);
    scorer.learn(numbers, wasFiring || numbers.episode.isFiring());
    return score;
  }

  /** The quantiles of all targets and steps after {@link #step}, in the source's units. */
  List<Double> quantiles(KeyState numbers) {
    int perTarget = contract.horizon() * contract.levels().size();
    List<Double> quantiles = new ArrayList<>();
    for (int i = 0; i < targets * perTarget; i++) {
      quantiles.add(scaler.unscale(numbers.scalers[i / perTarget], batch.quantiles().get(i)));
    }
    for (int target = 0; target < targets; target++) {
      double[] next = new double[contract.levels().size()];
      Arrays.setAll(next, quantiles.subList(target * perTarget, (target + 1) * perTarget)::get);
      coverage.correct(numbers.coverage[target], next, 0);
      for (int i = 0; i < next.length; i++) {
        quantiles.set(target * perTarget + i, scaler.possible(numbers.scalers[target], next[i]));
      }
    }
    return quantiles;
  }

  /**
   * The numbers of a key that returns: it begins anew, but for its scale and tails.
   *
   * @param other the model that stepped it
   */
  KeyState forget(KeyState before, Network other) {
    KeyState numbers = create();
    for (int i = 0; i < targets; i++) {
      numbers.scalers[i] = hasSpaceOf(other) ? before.scalers[i] : numbers.scalers[i];
      numbers.charts[i] = before.charts[i];
      if (other == this) {
        numbers.coverage[i] = before.coverage[i];
      }
    }
    numbers.tail.take(before.tail);
    numbers.judged = before.judged;
    numbers.tolerated = before.tolerated;
    numbers.episode.take(before.episode);
    return numbers;
  }

  private boolean hasSpaceOf(Network other) {
    return isLogarithmic() == other.isLogarithmic();
  }

  private boolean isLogarithmic() {
    return contract.scaler().kind() == ScalerSpec.Kind.LOG_RETURN;
  }

  /**
   * The numbers of a key that another model has stepped so far: this one is run over the inputs
   * that are kept, with the scale as it is by now.
   *
   * @param last end of the last of their windows
   */
  KeyState takeOver(KeyState before, Network other, long last) {
    KeyState numbers = forget(before, other);
    double[][] inputs = new double[targets][];
    for (int i = 0; i < targets; i++) {
      numbers.inputs[i] = before.inputs[i];
      inputs[i] = before.inputs[i].values();
    }
    int count = inputs[0].length;
    int first = firstUsable(numbers, inputs, count);
    if (first == count) {
      return numbers;
    }
    for (int i = 0; i < targets; i++) {
      learnScale(numbers.scalers[i], numbers.inputs[i], inputs[i], first);
    }
    for (int step = first; step < count; step++) {
      again(numbers, inputs, step, earlier(last, count - 1 - step));
    }
    return numbers;
  }

  private long earlier(long end, int windows) {
    long earlier = end;
    for (int i = 0; i < windows; i++) {
      earlier = timetable.previous(earlier);
    }
    return earlier;
  }

  /** Of a target that was never observed, all are. */
  private int firstUsable(KeyState numbers, double[][] inputs, int count) {
    int first = Math.max(0, count - KEPT);
    for (int target = 0; target < targets; target++) {
      boolean seen = numbers.scalers[target].count > 0;
      for (int i = first; i < count; i++) {
        double value = inputs[target][i];
        boolean usable = scaler.accepts(value) || (Double.isNaN(value) && !seen);
        first = usable ? first : i + 1;
      }
    }
    return first;
  }

  private void learnScale(ScalerState scale, InputRing ring, double[] values, int first) {
    if (scale.count == 0) {
      for (int i = first; i < values.length; i++) {
        if (!ring.isImputed(i)) {
          scaler.observe(scale, values[i]);
        }
      }
    }
    scaler.impute(scale, values[first]);
  }

  private void again(KeyState numbers, double[][] inputs, int step, long end) {
    double[] values = new double[targets];
    boolean[] imputed = new boolean[targets];
    PastValues[] past = past();
    for (int i = 0; i < targets; i++) {
      values[i] = inputs[i][step];
      imputed[i] = numbers.inputs[i].isImputed(step);
      for (int earlier = 0; earlier < step; earlier++) {
        past[i].add(inputs[i][earlier]);
      }
    }
    WindowInput window = window(numbers, values, imputed);
    for (int lane = 0; lane < lanes; lane++) {
      int target = lane * contract.targets();
      encoder.follow(window, target);
      encoder.encode(window, target, past, calendar(end), batch.x(), row(lane));
    }
    run(numbers);
    count(numbers, imputed);
  }

  /** Only windows with a value make a key mature. */
  private static void count(KeyState numbers, boolean[] imputed) {
    for (boolean missing : imputed) {
      if (!missing) {
        numbers.life.observed = Math.min(0xFFFF, numbers.life.observed + 1);
        return;
      }
    }
  }

  private static void round(KeyState numbers) {
    for (int i = 0; i < numbers.hidden.length; i++) {
      numbers.hidden[i] = Math.round(numbers.hidden[i] * FIXED_POINT) / FIXED_POINT;
    }
  }

  private int row(int lane) {
    return lane * contract.features().size();
  }

  private WindowInput window(KeyState numbers, double[] values, boolean[] imputed) {
    WindowInput window = new WindowInput(numbers.scalers);
    System.arraycopy(values, 0, window.values, 0, targets);
    System.arraycopy(imputed, 0, window.imputed, 0, targets);
    return window;
  }

  private PastValues[] past() {
    PastValues[] past = new PastValues[targets];
    Arrays.setAll(past, i -> new PastValues(contract.features().past()));
    return past;
  }

  private WindowCalendar calendar(long end) {
    long[] ahead = new long[contract.features().ahead()];
    long next = end;
    for (int i = 0; i < ahead.length; i++) {
      next = timetable.next(next);
      ahead[i] = timetable.wallClock(next);
    }
    return encoder.calendar(timetable.wallClock(end), ahead);
  }

  /** Runs the model and keeps its state, and what it forecasts for the next window. */
  private void run(KeyState numbers) {
    batch.state().put(0, numbers.hidden);
    try {
      batch.run(lanes);
    } catch (StepException e) {
      throw new IllegalStateException(e);
    }
    batch.nextState().get(0, numbers.hidden);
    int levels = contract.levels().size();
    for (int i = 0; i < numbers.forecast.length; i++) {
      numbers.forecast[i] =
          batch.quantiles().get(i / levels * contract.horizon() * levels + i % levels);
    }
    numbers.hasForecast = true;
  }

  @Override
  public void close() {
    batch.close();
  }
}
