package io.sluice.replay.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Where a file ends in time; in minutes, with windows of ten and a grace of one. */
class FileTimeTest {
  private static final long MINUTE = 60_000;
  private static final long BEGIN = 1_000_000 * 10 * MINUTE;

  private final FileTime time =
      new FileTime(
          new Windows(
              new WindowConfig(
                  Duration.ofMinutes(10),
                  Duration.ofMinutes(1),
                  6,
                  Duration.ZERO,
                  Duration.ofHours(1),
                  CalendarConfig.EVERY_DAY)),
          2,
          true);
  private long line = 1;

  @Test
  void withoutRows_thereIsNone() {
    assertThat(time.last()).isEqualTo(-1);
    assertThat(open(0)).isEqualTo(FileTime.Tally.NONE);
  }

  @Test
  void singleRow_isWhereTheFileEnds() {
    row("a", 3);
    assertThat(last()).isEqualTo(3);
  }

  @Test
  void newestRow_isWhereItEnds_thoughNoOtherKeyHasComeThatFar() {
    row("a", 3);
    row("b", 4);
    row("a", 14);
    assertThat(last()).isEqualTo(14);
  }

  @Test
  void newestRow_afterAPauseLikeAnother_isWhereItEnds() {
    row("a", 0);
    row("b", 0);
    row("a", 4000);
    row("b", 4000);
    row("a", 7900);
    assertThat(last()).isEqualTo(7900);
  }

  @Test
  void rowFarAhead_isNot_andTheNewestOtherIs() {
    row("a", 3);
    row("b", 4);
    row("b", 90_000);
    row("a", 12);
    row("b", 90_001);
    row("a", 15);
    assertThat(last()).isEqualTo(15);
    assertThat(open(20)).isEqualTo(new FileTime.Tally(2, 4, key("b")));
  }

  @Test
  void fastClockOnAPartitionOfItsOwn_closesItsWindows_andLeavesTheLastOpen() {
    for (int i = 0; i < 20; i++) {
      row("a", 5L * i);
      time.observe(key("b"), BEGIN + (5L * i + 50) * MINUTE, ++line, 1);
    }
    assertThat(last()).isEqualTo(105);
    assertThat(open(110)).isEqualTo(new FileTime.Tally(2, 39, key("b")));
  }

  private void row(String key, long minutes) {
    time.observe(key(key), BEGIN + minutes * MINUTE, ++line, 0);
  }

  private long last() {
    return (time.last() - BEGIN) / MINUTE;
  }

  private FileTime.Tally open(long after) {
    return time.open(BEGIN + after * MINUTE, Long.MAX_VALUE);
  }

  private static Bytes key(String key) {
    return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
  }
}
