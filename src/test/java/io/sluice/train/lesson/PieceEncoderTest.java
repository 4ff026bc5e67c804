package io.sluice.train.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.LossWeights;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.KnownField;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PieceEncoderTest {
  private static final long SECOND = 1000;
  private static final List<String> PAST =
      List.of("level", "past.8", "ahead.time-of-day.sin", "ahead.day-of-week.cos");
  private static final double NONE = Double.NaN;
  private static final TimeSpan ALWAYS = new TimeSpan(0, Long.MAX_VALUE);
  private static final ScalerSpec SCALER = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");
  private static final FeatureLayout MISSING = FeatureLayout.parse(List.of("missing"), 1, 2);

  @Test
  void gapIsImputedUpToTheLongestThenCutsTheSeries() {
    Series series = series(1, NONE, 2, NONE, NONE, NONE, 3, 4);
    List<Example> examples = encode(encoder(2), series, ALWAYS);
    assertThat(examples).hasSize(2);
    assertThat(examples.get(0).x()).containsExactly(0, 1, 0, 1, 1);
    assertThat(examples.get(1).x()).containsExactly(0, 0);
  }

  @Test
  void targetsStateTheNextValuesInMeanChangesFromTheLast() {
    Example example = encode(encoder(2), series(10, 12, 10, 12, 10, 14), ALWAYS).get(0);
    // Every change before the last window was 2 once the first guess of it had faded.
    float[] lastButOne = row(example, 4);
    assertThat(lastButOne[0]).isBetween(1.9f, 2.7f);
    assertThat(lastButOne[1]).isNaN();
  }

  @Test
  void forecastThatReachesPastTheSpanIsNotLearntFrom() {
    Series series = series(1, 2, 3, 4, 5, 6);
    Example train = encode(encoder(2), series, new TimeSpan(0, 4 * SECOND)).get(0);
    assertThat(train.steps()).isEqualTo(4);
    assertThat(row(train, 1)).doesNotContain(Float.NaN);
    assertThat(row(train, 2)[1]).isNaN();
    assertThat(row(train, 3)).containsOnly(Float.NaN);
    Example later = encode(encoder(2), series, new TimeSpan(3 * SECOND, 6 * SECOND)).get(0);
    assertThat(row(later, 2)).containsOnly(Float.NaN);
    assertThat(row(later, 3)).doesNotContain(Float.NaN);
  }

  @Test
  void hiddenWindowsAreMissingInTheInputButKnownAsTargets() {
    double[] values = new double[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7;
    }
    Series series = series(values);
    boolean[] hidden = PieceEncoder.hide(series, new Random(1));
    PieceEncoder encoder = encoder(1000);
    Example example = encoder.encode(encoder.runs(series, ALWAYS, hidden).get(0));
    float missing = 0;
    for (float x : example.x()) {
      missing += x;
    }
    assertThat(missing).isBetween(30f, 150f);
    long unknown = 0;
    for (float y : example.y()) {
      unknown += Float.isNaN(y) ? 1 : 0;
    }
    assertThat(unknown).as("only past the end is unknown").isEqualTo(3);
  }

  @Test
  void pieceIsWhatTheWholeHasAtItsPlace() {
    double[] values = new double[60];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 17 == 3 ? NONE : Math.sin(i) * i;
    }
    PieceEncoder encoder = encoder(2, FeatureLayout.parse(PAST, 1, 2));
    Piece whole = encoder.runs(series(values), ALWAYS, new boolean[60]).get(0);
    Example all = encoder.encode(whole);
    Example part = encoder.encode(whole.slice(20, 31));
    int width = all.x().length / 60;
    assertThat(part.x()).containsExactly(Arrays.copyOfRange(all.x(), 20 * width, 31 * width));
    assertThat(part.y()).containsExactly(Arrays.copyOfRange(all.y(), 40, 62));
  }

  /** What stands in for a missing value is where the next one comes from, as in serving. */
  @Test
  void pieceRightAfterAGap_changesFromWhatStoodInForTheGap() {
    double[] values = new double[30];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + i % 4 + 0.1 * i;
    }
    values[19] = NONE;
    PieceEncoder encoder = encoder(2, FeatureLayout.parse(List.of("change", "level"), 1, 2), 4);
    Piece whole = encoder.runs(series(values), ALWAYS, new boolean[30]).get(0);
    Example all = encoder.encode(whole);
    Example part = encoder.encode(whole.slice(20, 30));
    assertThat(part.x()).containsExactly(Arrays.copyOfRange(all.x(), 2 * 20, 2 * 30));
  }

  @Test
  void pastIsStatedAsTheForecastWillBe() {
    PieceEncoder encoder = encoder(2, FeatureLayout.parse(List.of("past.4"), 1, 2));
    Series series = series(10, 12, 10, 14, 11);
    Example example = encoder.encode(encoder.runs(series, ALWAYS, new boolean[5]).get(0));
    float[] x = Arrays.copyOfRange(example.x(), 12, 16);
    // From the last value, 14, in the mean change: the values 10, 12, 10 and 14 itself.
    assertThat(x[3]).isZero();
    assertThat(x[0]).isEqualTo(x[2]).isNegative();
    assertThat(x[1]).isCloseTo(x[0] / 2, within(1e-6f));
    // What comes next is scaled alike: 11 is three quarters of the way.
    assertThat(example.y()[6]).isCloseTo(0.75f * x[0], within(1e-6f));
    // Before the first value stands the first.
    assertThat(Arrays.copyOfRange(example.x(), 0, 4)).containsOnly(0);
  }

  @Test
  void whatIsKnown_isThatOfTheWindowAndOfThoseAhead_inHiddenOnesToo() {
    FeatureLayout layout =
        FeatureLayout.parse(List.of("missing", "known.promo", "ahead.known.promo"), 1, 2);
    KnownField known = KnownField.column(new float[] {0, 1, 2, 3, 4});
    Series series =
        new Series("test", new long[] {0, SECOND, 2 * SECOND}, new double[] {1, 2, 3}, known);
    boolean[] hidden = {false, true, false};
    PieceEncoder encoder = encoder(2, layout);
    Example example = encoder.encode(encoder.runs(series, ALWAYS, hidden).get(0));
    float[] seen = example.x().clone();
    for (int i = 0; i < seen.length; i++) {
      seen[i] = i % 4 == 0 ? seen[i] : Math.round(Math.sinh(seen[i]));
    }
    assertThat(seen).containsExactly(0, 0, 1, 2, 1, 1, 2, 3, 0, 2, 3, 4);
  }

  private static PieceEncoder encoder(int maxGap) {
    return encoder(maxGap, MISSING);
  }

  private static PieceEncoder encoder(int maxGap, FeatureLayout layout) {
    return encoder(maxGap, layout, 1);
  }

  private static PieceEncoder encoder(int maxGap, FeatureLayout layout, int season) {
    WindowConfig window =
        new WindowConfig(
            Duration.ofSeconds(1),
            Duration.ZERO,
            maxGap,
            Duration.ZERO,
            Duration.ofHours(1),
            CalendarConfig.EVERY_DAY);
    Encoding encoding = new Encoding(layout, SCALER, window, Set.of());
    return new PieceEncoder(encoding, LossWeights.equal(encoding.scaler()), 2, 1, season);
  }

  private static List<Example> encode(PieceEncoder encoder, Series series, TimeSpan span) {
    return encoder.runs(series, span, new boolean[series.length()]).stream()
        .map(encoder::encode)
        .toList();
  }

  private static float[] row(Example example, int step) {
    return new float[] {example.y()[2 * step], example.y()[2 * step + 1]};
  }

  private static Series series(double... values) {
    long[] starts = new long[values.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i * SECOND;
    }
    return new Series("test", starts, values);
  }
}
