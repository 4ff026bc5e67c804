package io.sluice.detect.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.detect.label.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty rows, of which the first three do not count and rows 10 to 13 are a window. */
class NabScorerTest {
  private static final Profile STANDARD = new Profile("standard", 1, 1, 0.11);
  private static final LocalDateTime FIRST = LocalDateTime.parse("2014-04-01T00:00:00");
  private static final int ROWS = 20;

  @TempDir Path dir;
  private NabFile file;
  private NabScorer scorer;

  @BeforeEach
  void prepare() throws IOException {
    file = file("a.csv");
    scorer = new NabScorer(List.of(file), List.of(List.of(span(10, 13))));
  }

  private NabFile file(String name) throws IOException {
    StringBuilder csv = new StringBuilder("timestamp,value\n");
    for (int row = 0; row < ROWS; row++) {
      csv.append(FIRST.plusMinutes(5L * row).toString().replace('T', ' ')).append(":00,1.0\n");
    }
    Path path = dir.resolve(name);
    Files.writeString(path, csv);
    return NabFile.read(path, name);
  }

  private static Span span(int from, int to) {
    return new Span(time(from), time(to));
  }

  private static long time(int row) {
    return FIRST.plusMinutes(5L * row).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static double[] detections(int... rows) {
    double[] scores = new double[ROWS];
    Arrays.stream(rows).forEach(row -> scores[row] = 1);
    return scores;
  }

  @Test
  void nothingDetected_isZero_andTheFirstRowOfTheWindowAloneIsAHundred() {
    assertThat(scorer.at(detections(), 1, STANDARD)).isZero();
    assertThat(scorer.at(detections(10), 1, STANDARD)).isCloseTo(100, within(1e-9));
  }

  /**
   * By hand, with s(p) = 2 / (1 + exp(5 p)) - 1: row 1 does not count; row 5 costs .11; row 11, the
   * third from the window's end, earns s(-3/4) / s(-1) = .966989, and row 12 no more; row 15, two
   * after the window, adds .11 s(2/3) = -.102422. The sum is .754567, and 100 (.754567 + 1) / 2 is
   * 87.7284.
   */
  @Test
  void worthOfDetections_isThatOfNab() {
    double[] scores = detections(1, 5, 11, 12, 15);
    assertThat(scorer.at(scores, 1, STANDARD)).isCloseTo(87.7284, within(1e-4));
  }

  @Test
  void detectionsFarBehindAWindow_costAsMuchAsThoseBeforeAll() throws IOException {
    NabScorer early = new NabScorer(List.of(file), List.of(List.of(span(5, 6))));
    // One row behind a window of two is as far as s(1), ten rows are beyond 3.
    assertThat(early.at(detections(16), 1, STANDARD)).isCloseTo(-5.5, within(1e-9));
    assertThat(early.at(detections(4), 1, STANDARD)).isCloseTo(-5.5, within(1e-9));
    assertThat(early.at(detections(7), 1, STANDARD)).isCloseTo(-5.5 * 0.986614, within(1e-5));
  }

  @Test
  void bestThreshold_isTheOneThatTakesTheWindowAndLeavesTheRest() {
    double[] scores = new double[ROWS];
    scores[1] = 9; // does not count
    scores[10] = 3;
    scores[16] = 2;
    NabScorer.Best best = scorer.best(scores, STANDARD);
    assertThat(best.score()).isCloseTo(100, within(1e-9));
    assertThat(best.threshold()).isEqualTo(3);
  }

  @Test
  void oneThresholdCountsForAllFiles() throws IOException {
    NabScorer both =
        new NabScorer(
            List.of(file, file("b.csv")), List.of(List.of(span(10, 13)), List.of(span(10, 13))));
    double[] scores = new double[2 * ROWS];
    scores[10] = 3;
    scores[ROWS + 10] = 1;
    scores[ROWS + 5] = 2; // before the window of the second file
    NabScorer.Best best = both.best(scores, STANDARD);
    assertThat(best.threshold()).isEqualTo(1);
    assertThat(best.score()).isCloseTo(100 * (4 - 0.11) / 4, within(1e-9));
  }

  @Test
  void whereEveryDetectionIsWrong_nothingIsBest() {
    Profile strict = new Profile("strict", 1, 1, 1);
    NabScorer.Best best = scorer.best(detections(5), strict);
    assertThat(best.threshold()).isInfinite();
    assertThat(best.score()).isZero();
  }
}
