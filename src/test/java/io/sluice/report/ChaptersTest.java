package io.sluice.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ChaptersTest {
  private static final List<String> HEADS = List.of("series", "alerts");

  private static Chapter chapter(String name, int bytes) {
    return new Chapter(name, List.of("1")).paragraph("x".repeat(bytes));
  }

  @Test
  void chaptersWithTheMostToSee_comeFirst() {
    Chapters chapters = new Chapters(HEADS);
    chapters.add(chapter("few", 1), 1, 9);
    chapters.add(chapter("many", 1), 7, 0);
    chapters.add(chapter("some", 1), 7, -1);
    chapters.add(chapter("like few", 1), 1, 9);

    assertThat(chapters.kept())
        .extracting(Chapters.Kept::name)
        .containsExactly("many", "some", "few", "like few");
    assertThat(chapters.leftOut()).isZero();
  }

  @Test
  void pageThatWouldBeTooLong_leavesOutThoseWithTheLeast_andSaysSo() {
    Chapters chapters = new Chapters(HEADS);
    for (int i = 0; i < 40; i++) {
      chapters.add(chapter("series " + i, 1 << 20), i);
    }

    assertThat(chapters.kept().get(0).name()).isEqualTo("series 39");
    assertThat(chapters.kept().size() + chapters.leftOut()).isEqualTo(40);
    assertThat(chapters.leftOut()).isBetween(24, 26);
    String html = new Page("long").chapters(chapters, "all.csv").html();
    assertThat(html.length()).isLessThan(Chapters.MOST_BYTES + (1 << 20));
    assertThat(html)
        .contains(chapters.leftOut() + " series with the least to see are left out", "all.csv");
  }

  @Test
  void fewSeries_areDrawnWhole_andManyInPart() {
    assertThat(Chapters.windows(1, 5)).isEqualTo(20_000);
    assertThat(Chapters.windows(100, 5)).isBetween(4000, 4200);
    assertThat(Chapters.windows(1_000_000, 5)).isEqualTo(400);
  }
}
