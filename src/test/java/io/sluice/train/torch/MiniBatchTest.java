package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.train.lesson.Encoder;
import io.sluice.train.lesson.Example;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MiniBatchTest {
  private final List<Example> examples =
      IntStream.of(3, 5, 3, 5, 3, 4)
          .mapToObj(
              steps -> new Example(steps, new float[steps], new float[steps], new float[steps]))
          .toList();

  /** What runs backward would begin in the zeros that fill up a shorter example. */
  @Test
  void sequencesThatAreReadBothWaysStandWithTheirLikeOnly() {
    assertThat(group(2, true))
        .isEqualTo(List.of(List.of(3, 3), List.of(3), List.of(4), List.of(5, 5)));
  }

  @Test
  void othersStandWithThoseOfAboutTheirLength() {
    assertThat(group(4, false)).isEqualTo(List.of(List.of(3, 3, 3, 4), List.of(5, 5)));
  }

  private List<List<Integer>> group(int size, boolean even) {
    return MiniBatch.group(examples, size, Encoder.none(), even).stream()
        .map(group -> group.stream().map(Example::steps).toList())
        .toList();
  }
}
