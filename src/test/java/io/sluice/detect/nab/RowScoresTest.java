package io.sluice.detect.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.window.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows at 00:00, 00:05 and 00:07, and after two empty windows at 00:20 and 00:25. */
class RowScoresTest {
  private static final Duration WINDOW = Duration.ofMinutes(5);

  @TempDir Path dir;
  private final Track track = new Track("a.csv", 1);
  private final Windows windows =
      new Windows(
          new WindowConfig(
              WINDOW, Duration.ZERO, 6, Duration.ZERO, Duration.ZERO, CalendarConfig.EVERY_DAY));
  private static final double THRESHOLD = 5;

  private NabFile file;

  @BeforeEach
  void write() throws IOException {
    StringBuilder csv = new StringBuilder("timestamp,value\n");
    for (int minute : new int[] {0, 5, 7, 20, 25}) {
      csv.append("2014-04-01 00:%02d:00,%d\n".formatted(minute, minute));
    }
    Path path = dir.resolve("a.csv");
    Files.writeString(path, csv);
    file = NabFile.read(path, "a.csv");
    for (int window = 0; window < 6; window++) {
      long start = at(5 * window);
      double[] none = new double[1];
      track.add(start, start + WINDOW.toMillis(), 1 + window, none, none, none, none);
    }
  }

  private static long at(int minute) {
    return LocalDateTime.of(2014, 4, 1, 0, minute).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private double[] alerts(int decided) {
    track.add(new Told("id", "firing", "silent", "warning", 4, 0, 0, at(decided), 1));
    return new RowScores(file, track, windows, THRESHOLD).alerts();
  }

  @Test
  void lastRowOfAWindow_hasTheThresholdAtWhichAnAlertWouldBegin() {
    assertThat(new RowScores(file, track, windows, THRESHOLD).scores())
        .containsExactly(new double[] {1, 0, 2, 4.8, 0}, within(1e-9));
  }

  @Test
  void alertThatFires_hasItsScore_andNothingWhileItGoesOn() {
    track.add(new Told("id", "firing", "shift", "warning", 5.5, 0, 0, at(10), 1));
    assertThat(new RowScores(file, track, windows, THRESHOLD).scores())
        .containsExactly(new double[] {1, 0, 5.5, 0, 0}, within(1e-9));
    track.add(new Told("id", "resolved", "shift", "warning", 5.5, 0, 0, at(20), 1));
    assertThat(new RowScores(file, track, windows, THRESHOLD).scores())
        .containsExactly(new double[] {1, 0, 5.5, 4.8, 0}, within(1e-9));
  }

  @Test
  void alertIsADetectionAtTheLastRowOfItsWindow() {
    assertThat(alerts(10)).containsExactly(0, 0, 1, 0, 0);
  }

  @Test
  void alertOfAWindowWithoutARow_isADetectionAtTheNextRow() {
    assertThat(alerts(15)).containsExactly(0, 0, 0, 1, 0);
  }

  @Test
  void intervalIsTheMedianDistance() {
    assertThat(file.interval()).isEqualTo(WINDOW.toMillis());
  }
}
