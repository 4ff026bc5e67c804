package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.train.data.Sequence;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MiniBatchTest {
  private final List<Sequence> sequences =
      IntStream.of(3, 5, 3, 5, 3, 4)
          .mapToObj(steps -> new Sequence(steps, new float[steps], new float[steps]))
          .toList();

  /** What runs backward would begin in the zeros that fill up a shorter sequence. */
  @Test
  void sequencesThatAreReadBothWaysStandWithTheirLikeOnly() {
    List<MiniBatch> batches = MiniBatch.group(sequences, 2, true);
    assertThat(batches).extracting(MiniBatch::steps).containsExactly(3, 3, 4, 5);
    assertThat(batches).extracting(MiniBatch::size).containsExactly(2, 1, 1, 2);
  }

  @Test
  void othersStandWithThoseOfAboutTheirLength() {
    List<MiniBatch> batches = MiniBatch.group(sequences, 4, false);
    assertThat(batches).extracting(MiniBatch::steps).containsExactly(4, 5);
    assertThat(batches).extracting(MiniBatch::size).containsExactly(4, 2);
  }
}
