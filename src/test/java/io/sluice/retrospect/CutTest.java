package io.sluice.retrospect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutTest {
  @ParameterizedTest
  @CsvSource({
    "0, 24, 48",
    "5, 29, 48",
    "7, 55, 48",
    "7, 56, 24",
    "0, 1000, 24",
    "3, 1003, 1",
    "3, 999, 13"
  })
  void everyWindowIsAnsweredForOnce_withContextOnBothSides(int from, int to, int first) {
    Stretch stretch = new Stretch(from, to);
    int length = 48;
    int context = 12;
    List<Cut> cuts = Cut.of(stretch, length, context, first);
    int answered = from;
    for (Cut cut : cuts) {
      assertThat(cut.answersFrom()).isEqualTo(answered);
      assertThat(cut.length()).isEqualTo(Math.min(length, stretch.length()));
      assertThat(cut.from() == from || cut.answersFrom() - cut.from() >= context).isTrue();
      assertThat(cut.to() == to || cut.to() - cut.answersTo() >= context).isTrue();
      answered = cut.answersTo();
    }
    assertThat(answered).isEqualTo(to);
  }
}
