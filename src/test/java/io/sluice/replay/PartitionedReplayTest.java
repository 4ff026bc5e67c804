package io.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.replay.TestReplay.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a replay says does not depend on how many partitions its topic has. */
class PartitionedReplayTest {
  private static final long START = 1_700_000_400L; // a multiple of ten minutes
  private static final int KEYS = 7;
  private static final int WINDOWS = 50;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void severalPartitions_giveTheForecastsAndAlertsOfOne(boolean keyed) throws Exception {
    TestReplay replay = new TestReplay(dir, keyed);
    List<String> rows = rows();
    Result one = replay.run(rows, 1);
    assertThat(one.lines("forecasts")).hasSizeGreaterThanOrEqualTo(KEYS * WINDOWS - 20);
    assertThat(String.join("", one.lines("alerts"))).contains("\"outlier\"", "\"silent\"");
    for (int partitions : new int[] {3, 4}) {
      Result several = replay.run(rows, partitions);
      assertThat(several.summary())
          .usingRecursiveComparison()
          .ignoringFields("seconds", "lost")
          .isEqualTo(one.summary());
      assertThat(several.contents("forecasts")).isEqualTo(one.contents("forecasts"));
      assertThat(several.contents("alerts")).isEqualTo(one.contents("alerts"));
      assertThat(String.join("", several.lines("forecasts"))).contains("{\"partition\":1,");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void severalPartitions_giveTheSameBytesEachTime(boolean keyed) throws Exception {
    TestReplay replay = new TestReplay(dir, keyed);
    List<String> rows = rows();
    for (int i = 0; i < KEYS; i++) {
      rows.add(40 + 30 * i, "99999999999," + (char) ('a' + i) + ",1");
      rows.add(50 + 30 * i, START + "," + (char) ('a' + i) + "," + i);
    }
    Result first = replay.run(rows, 3);
    Result second = replay.run(rows, 3);
    assertThat(first.lines("dead-letters")).hasSize(KEYS + 1);
    assertThat(first.lines("late")).hasSize(KEYS);
    for (String name : List.of("forecasts", "alerts", "late")) {
      assertThat(second.file(name)).hasSameBinaryContentAs(first.file(name));
    }
    assertThat(withoutDetails(second)).isEqualTo(withoutDetails(first));
  }

  /** How far ahead of the wall clock a record is, differs each time. */
  private static List<String> withoutDetails(Result result) throws IOException {
    return result.lines("dead-letters").stream()
        .map(line -> line.replaceAll("\"detail\":\"[^\"]*\",", ""))
        .toList();
  }

  /** In order within the grace of a minute; one value is odd, one key silent, one row broken. */
  private static List<String> rows() {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (int window = 0; window < WINDOWS; window++) {
      for (int key = 0; key < KEYS; key++) {
        long time = START + 600L * window + 8L * random.nextInt(7);
        double value = window == 40 && key == 2 ? 5000 : 20 + random.nextInt(100) / 100.0;
        if (key != 3 || window < 30) {
          rows.add(time + "," + (char) ('a' + key) + "," + value);
        }
      }
    }
    rows.add(100, "later,a,20.5");
    return rows;
  }
}
