package io.sluice.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PageTest {
  private static final String HOSTILE = "</script><script>alert(1)</script>&";

  @Test
  void textsFromOutside_areNoMarkup_whereverTheyStand() {
    Chapters chapters = new Chapters(List.of(HOSTILE, HOSTILE));
    chapters.add(
        new Chapter(HOSTILE, List.of(HOSTILE))
            .paragraph(HOSTILE)
            .figure(Figure.overTime(HOSTILE, new long[] {1}).line(HOSTILE, Tone.INK, new double[1]))
            .table(List.of(HOSTILE), List.of(List.of(HOSTILE))));
    String html =
        new Page(HOSTILE)
            .heading(HOSTILE)
            .paragraph(HOSTILE)
            .table(List.of(HOSTILE), List.of(List.of(HOSTILE)))
            .figure(Figure.over(HOSTILE, HOSTILE, new double[] {1}))
            .chapters(chapters, HOSTILE)
            .html();

    assertThat(html).contains("alert(1)").doesNotContain("<script>alert(1)");
  }

  @Test
  void numbersAreAsFineAsAPictureNeeds_andRegularTimesTakeNoRoom() {
    long[] times = {1_700_000_000_000L, 1_700_000_600_000L, 1_700_001_200_000L};
    Figure figure =
        Figure.overTime("", times)
            .line("", Tone.INK, new double[] {1.23456789012, Double.NaN, 1001.2})
            .dots("", Tone.BAD, new double[] {1e-9, -3, Double.POSITIVE_INFINITY});

    assertThat(EmbeddedJson.of(figure::write))
        .contains("\"range\":[1700000000000,600000,3]", "[1.23,null,1001.2]", "[0,-3,null]");
  }

  @Test
  void irregularTimes_areWrittenOut() {
    Figure figure = Figure.overTime("", new long[] {0, 60_000, 180_000});
    assertThat(EmbeddedJson.of(figure::write)).contains("\"x\":[0,60000,180000]");
  }

  @Test
  void columnOfAnotherLength_isRefused() {
    Figure figure = Figure.overTime("", new long[2]);
    assertThatThrownBy(() -> figure.line("", Tone.INK, new double[3]))
        .hasMessage("3 values over 2");
  }
}
