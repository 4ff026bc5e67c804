package io.sluice.score;

import io.sluice.bench.series.Cycle;
import io.sluice.bench.series.Kind;
import io.sluice.state.KeyState;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** All charts of one key judge a window and learn it; every window of a season of 144 in turn. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class ScorerBenchmark {
  private static final int DAY = 144;
  private static final int WINDOWS = 100 * DAY;

  @Param({"1", "8"})
  public int targets;

  private final double[] values =
      Kind.SEASONAL.draw(WINDOWS + 1, new Cycle(DAY, 4), new Random(1)).values();
  private Scorer scorer;
  private KeyState state;
  private double[] observed;
  private double[] medians;
  private int window;

  @Setup
  public void begin() {
    scorer = new Scorer(targets);
    state = new KeyState(targets, 3, new float[1], DAY);
    observed = new double[targets];
    medians = new double[targets];
  }

  @Benchmark
  public @Nullable Score window() {
    window = (window + 1) % WINDOWS;
    Arrays.fill(observed, values[window + 1]);
    Arrays.fill(medians, values[window]);
    Score score = scorer.judge(state, observed, medians, window % DAY);
    scorer.learn(state, false);
    return score;
  }
}
