package io.sluice.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceEncoderTest {
  private static final double NONE = Double.NaN;
  private static final TimeSpan ALWAYS = new TimeSpan(0, Long.MAX_VALUE);
  private static final ScalerSpec SCALER = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");
  private static final FeatureLayout MISSING = FeatureLayout.parse(List.of("missing"), 1);

  @Test
  void gapIsImputedUpToTheLongestThenCutsTheSeries() {
    Series series = series(1, NONE, 2, NONE, NONE, NONE, 3, 4);
    List<Sequence> sequences = encoder(2).encode(series, ALWAYS);
    assertThat(sequences).hasSize(2);
    assertThat(sequences.get(0).x()).containsExactly(0, 1, 0, 1, 1);
    assertThat(sequences.get(1).x()).containsExactly(0, 0);
  }

  @Test
  void targetsStateTheNextValuesInMeanChangesFromTheLast() {
    Sequence sequence = encoder(2).encode(series(10, 12, 10, 12, 10, 14), ALWAYS).get(0);
    // Every change before the last window was 2 once the first guess of it had faded.
    float[] lastButOne = row(sequence, 4);
    assertThat(lastButOne[0]).isBetween(1.9f, 2.7f);
    assertThat(lastButOne[1]).isNaN();
  }

  @Test
  void forecastThatReachesPastTheSpanIsNotLearntFrom() {
    Series series = series(1, 2, 3, 4, 5, 6);
    Sequence train = encoder(2).encode(series, new TimeSpan(0, 4)).get(0);
    assertThat(train.steps()).isEqualTo(4);
    assertThat(row(train, 1)).doesNotContain(Float.NaN);
    assertThat(row(train, 2)[1]).isNaN();
    assertThat(row(train, 3)).containsOnly(Float.NaN);
    Sequence later = encoder(2).encode(series, new TimeSpan(3, 6)).get(0);
    assertThat(row(later, 2)).containsOnly(Float.NaN);
    assertThat(row(later, 3)).doesNotContain(Float.NaN);
  }

  @Test
  void hiddenWindowsAreMissingInTheInputButKnownAsTargets() {
    double[] values = new double[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7;
    }
    List<Sequence> sequences = encoder(1000).encode(series(values), ALWAYS, new Random(1));
    float missing = 0;
    for (float x : sequences.get(0).x()) {
      missing += x;
    }
    assertThat(missing).isBetween(30f, 150f);
    long unknown = 0;
    for (float y : sequences.get(0).y()) {
      unknown += Float.isNaN(y) ? 1 : 0;
    }
    assertThat(unknown).as("only past the end is unknown").isEqualTo(3);
  }

  private static SequenceEncoder encoder(int maxGap) {
    return new SequenceEncoder(MISSING, SCALER, 2, 1, maxGap);
  }

  private static float[] row(Sequence sequence, int step) {
    return new float[] {sequence.y()[2 * step], sequence.y()[2 * step + 1]};
  }

  private static Series series(double... values) {
    long[] starts = new long[values.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i;
    }
    return new Series("test", starts, values);
  }
}
