package io.sluice.retrospect.label;

import static io.sluice.retrospect.SeriesOf.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.PipelineConfig;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.Series;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.retrospect.SeriesOf;
import io.sluice.retrospect.TenMinutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a model that expects every value on the line between its neighbours, give or take one. */
class LabellerTest {
  private static final int WINDOWS = 1000;

  @TempDir Path dir;
  private PipelineConfig pipeline;

  private static final class OnTheLine implements SequenceModel {
    private static final float[] SPREAD = {-4, -1, 0, 1, 4};
    private int longest;

    @Override
    public SequenceContract contract() {
      return new SequenceContract(
          "line",
          "1",
          "0",
          FeatureLayout.parse(List.of("missing"), 1, 1),
          List.of(.01f, .1f, .5f, .9f, .99f),
          Duration.ofMinutes(10),
          12,
          5,
          ScalerSpec.parse("difference;memory=100;floor=1e-4"),
          Map.of());
    }

    @Override
    public float[] run(float[] x, int sequences, int steps) {
      longest = Math.max(longest, sequences * steps);
      float[] quantiles = new float[sequences * steps * SPREAD.length];
      for (int i = 0; i < quantiles.length; i++) {
        quantiles[i] = SPREAD[i % SPREAD.length];
      }
      return quantiles;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void writeConfiguration() {
    pipeline = TenMinutes.pipeline(dir);
  }

  @Test
  void spikeIsLabelled_itsNeighboursAndTheOthersAreNot() throws Exception {
    double[] values = walk(WINDOWS);
    values[500] += 60;
    LabelledSeries labelled = label(values, 1);
    assertThat(labelled.label(500)).isEqualTo(Label.ANOMALY);
    assertThat(labelled.surprise(500)).isGreaterThan(5);
    assertThat(labelled.expected(500)).isCloseTo((values[499] + values[501]) / 2, within(1e-9));
    assertThat(labelled.count(Label.ANOMALY)).isLessThanOrEqualTo(3);
    assertThat(labelled.count(Label.NORMAL) + labelled.count(Label.ANOMALY)).isEqualTo(WINDOWS);
  }

  /**
   * A value between two that are as odd is as its neighbours are: only hidden with them it shows.
   */
  @Test
  void runOfOddValuesShowsWhenItIsHiddenWhole() throws Exception {
    double[] values = walk(WINDOWS);
    for (int t = 500; t < 504; t++) {
      values[t] += 60;
    }
    assertThat(label(values, 1).count(Label.ANOMALY, 501, 503)).isZero();
    assertThat(label(values, 4).count(Label.ANOMALY, 500, 504)).isEqualTo(4);
  }

  @Test
  void gapsAreFilledUpToTheLongestOfTheModel_longerOnesAreLeftEmpty() throws Exception {
    double[] values = walk(WINDOWS);
    Arrays.fill(values, 100, 105, NONE);
    Arrays.fill(values, 300, 306, NONE);
    Arrays.fill(values, 990, WINDOWS, NONE);
    LabelledSeries labelled = label(values, 1);
    assertThat(labelled.count(Label.IMPUTED)).isEqualTo(5);
    assertThat(labelled.count(Label.EMPTY)).isEqualTo(16);
    assertThat(labelled.expected(102)).isCloseTo((values[99] + values[105]) / 2, within(1e-9));
    assertThat(labelled.expected(302)).isNaN();
    double middle = labelled.upper(102) - labelled.lower(102);
    assertThat(middle).isGreaterThan(labelled.upper(100) - labelled.lower(100));
  }

  @Test
  void longSeriesRunInPiecesOfBoundedSize() throws Exception {
    OnTheLine model = new OnTheLine();
    Series series = SeriesOf.values(walk(20_000));
    LabelledSeries labelled = new Labeller(settings(1), model).label(series);
    assertThat(labelled.count(Label.UNSCORED)).isZero();
    assertThat(model.longest).isLessThanOrEqualTo(32 * 384);
  }

  @Test
  void everyFileCountsTheSameWindows() throws Exception {
    double[] values = walk(WINDOWS);
    values[500] += 60;
    Arrays.fill(values, 100, 105, NONE);
    Path out = dir.resolve("out");
    Series shorter = SeriesOf.values(1, 2, NONE, 3);
    LabelSummary summary =
        new Labelling(settings(1), new OnTheLine())
            .write(List.of(SeriesOf.values(values), shorter), null, out);
    assertThat(summary.series()).isEqualTo(1);
    assertThat(summary.tooShort()).isEqualTo(1);
    assertThat(summary.windows()).isEqualTo(WINDOWS);
    List<String> lines = Files.readAllLines(out.resolve("labels.csv"));
    assertThat(lines).hasSize(1 + WINDOWS);
    assertThat(lines.get(501))
        .startsWith("\"test value\",1970-01-04T11:20:00Z,")
        .endsWith(",anomaly");
    assertThat(lines.get(103)).contains("Z,,").endsWith(",,,imputed");
    assertThat(lines.stream().filter(line -> line.endsWith(",anomaly")).count())
        .isEqualTo(summary.count(Label.ANOMALY));
    assertThat(Files.readString(out.resolve("label.html")))
        .contains(
            "id=\"chapter-0\"", "test value", "1970-01-04T11:20:00Z", "\"label\":\"labelled\"");
    assertThat(Files.readString(out.resolve("metrics.json")))
        .contains("\"imputed\" : 5", "\"series-too-short\" : 1");
  }

  @Test
  void seriesThatAreAllTooShort_areRefusedWithWhatIsNeeded() {
    Labelling labelling = new Labelling(settings(1), new OnTheLine());
    List<Series> series = List.of(SeriesOf.values(1, 2), SeriesOf.values(NONE, NONE));
    assertThatThrownBy(() -> labelling.write(series, null, dir.resolve("out")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of 2 series has the 12 windows with a value");
    assertThat(dir.resolve("out")).doesNotExist();
  }

  @Test
  void longerBudget_labelsLess() throws Exception {
    double[] values = walk(WINDOWS);
    LabelledSeries strict = label(values, new LabelSettings(pipeline, Duration.ofDays(365), 1));
    LabelledSeries loose = label(values, new LabelSettings(pipeline, Duration.ofHours(4), 1));
    assertThat(strict.count(Label.ANOMALY)).isLessThan(loose.count(Label.ANOMALY));
    assertThatThrownBy(() -> new LabelSettings(pipeline, Duration.ofMinutes(10), 1))
        .hasMessageContaining("at least two windows");
  }

  private LabelSettings settings(int hide) {
    return new LabelSettings(pipeline, pipeline.alerts().budget(), hide);
  }

  private LabelledSeries label(double[] values, int hide) throws StepException {
    return label(values, settings(hide));
  }

  private static LabelledSeries label(double[] values, LabelSettings settings)
      throws StepException {
    return new Labeller(settings, new OnTheLine()).label(SeriesOf.values(values));
  }

  private static double[] walk(int windows) {
    Random random = new Random(3);
    double[] values = new double[windows];
    for (int t = 1; t < windows; t++) {
      values[t] = values[t - 1] + random.nextGaussian();
    }
    return values;
  }
}
