package io.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.replay.TestReplay.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in which a clock was wrong: it harms its own rows at most, and the user is told. */
class ReplayTimeTest {
  private static final long START = 1_356_998_400L; // 2013-01-01T00:00Z
  private static final int ROWS = 400;

  @TempDir Path dir;
  private TestReplay replay;

  @BeforeEach
  void configure() throws Exception {
    replay = new TestReplay(dir, true);
  }

  @Test
  void fastClock_makesNoRowOfAnotherKeyLate() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      long time = START + 300L * i;
      rows.add(time + ",kitchen," + 20);
      rows.add(time + (i < ROWS / 2 ? 0 : 3000) + ",garage," + 11);
    }
    Result result = replay.run(rows, 1);
    assertThat(result.summary().windowed()).isEqualTo(2 * ROWS);
    assertThat(result.summary().late()).isZero();
    assertThat(result.summary().leftOpen()).isEqualTo(8);
    assertThat(result.summary().isBalanced()).isTrue();
    assertThat(String.join("", result.lines("alerts"))).doesNotContain("kitchen");
    assertThat(result.notes())
        .singleElement()
        .asString()
        .startsWith("left open: 8, dated 2013-01-02T09:30:00Z or later")
        .endsWith("first in rows-0.csv:787 ('garage')");
  }

  @Test
  void rowOfToday_inAFileOf2013_changesNothingElse() throws Exception {
    List<String> rows = rows();
    Result without = replay.run(rows, 1);
    assertThat(without.notes()).isEmpty();
    assertThat(without.summary().leftOpen()).isZero();
    long now = System.currentTimeMillis() / 1000;
    for (int place : new int[] {ROWS / 20, rows.size()}) {
      List<String> more = new ArrayList<>(rows);
      more.add(place, now + ",b,20");
      Result with = replay.run(more, 1);
      assertThat(with.contents("forecasts")).isEqualTo(without.contents("forecasts"));
      assertThat(with.contents("alerts")).isEqualTo(without.contents("alerts"));
      assertThat(with.summary().late()).isZero();
      assertThat(with.summary().leftOpen()).isEqualTo(1);
      assertThat(with.summary().isBalanced()).isTrue();
      assertThat(with.notes())
          .singleElement()
          .asString()
          .startsWith("left open: 1, dated 2013-01-02T09:20:00Z or later")
          .matches(".*, first in rows-\\d\\.csv:" + (place + 2) + " \\('b'\\)");
    }
  }

  @Test
  void rowThatIsLate_isToldWithItsPlace() throws Exception {
    List<String> rows = rows();
    rows.add(200, START + ",a\u202e,20");
    rows.add(300, START + ",b,20");
    Result result = replay.run(rows, 1);
    assertThat(result.summary().late()).isEqualTo(2);
    assertThat(result.lines("late").get(0)).contains("\"offset\":200");
    assertThat(result.notes())
        .containsExactly("late: 2 of 402, first in rows-0.csv:202 ('a\uFFFD')");
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(START + 300L * i + "," + (char) ('a' + i % 4) + "," + (20 + i % 3));
    }
    return rows;
  }
}
