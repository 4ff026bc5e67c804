package io.sluice.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimeSplitTest {
  private static final Duration WINDOW = Duration.ofHours(1);

  /** 60 hours of one series, and the last 40 of another. */
  private static final List<Series> SERIES = List.of(hours(0, 60), hours(20, 60));

  @Test
  void heldOutIsAShareOfTheTime() {
    TimeSplit split = TimeSplit.of(SERIES, 0.1, 0.2, WINDOW);

    assertThat(hour(split.train().to())).isBetween(41.0, 42.0);
    assertThat(hour(split.heldOut().from())).isBetween(47.0, 48.0);
    assertThat(split.validation())
        .isEqualTo(new TimeSpan(split.train().to(), split.heldOut().from()));
  }

  @Test
  void heldOutIsTheLastWindows_whateverTheLengthOfTheHistory() {
    TimeSplit split = TimeSplit.of(SERIES, 0, 24, WINDOW);

    assertThat(hour(split.train().to())).isEqualTo(60 - 24);
    assertThat(split.heldOut())
        .isEqualTo(new TimeSpan(split.train().to(), hours(0, 60).start(59) + 1));
    assertThat(TimeSplit.of(SERIES, 0, 1, WINDOW).train().to()).isEqualTo(hours(0, 60).start(59));
  }

  @Test
  void nothingLeftToTrainOnIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSplit.of(SERIES, 0, 60, WINDOW))
        .withMessageContaining("leave none of the 60 windows to train on");
    assertThatIllegalArgumentException().isThrownBy(() -> TimeSplit.of(SERIES, 0.5, 40, WINDOW));
  }

  private static double hour(long time) {
    return (double) time / WINDOW.toMillis();
  }

  private static Series hours(int from, int to) {
    long[] starts = LongStream.range(from, to).map(hour -> hour * WINDOW.toMillis()).toArray();
    return new Series("s", starts, new double[starts.length]);
  }
}
