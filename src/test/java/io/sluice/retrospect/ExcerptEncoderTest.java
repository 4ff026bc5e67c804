package io.sluice.retrospect;

import static io.sluice.retrospect.SeriesOf.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.evaluate.Encoding;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.KnownField;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.model.TestModels;
import io.sluice.train.lesson.Example;
import io.sluice.train.lesson.SequenceExamples;
import io.sluice.train.network.ModelSpec;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptEncoderTest {
  private static final ScalerSpec DIFFERENCE = ScalerSpec.parse("difference;memory=100;floor=1e-4");
  private static final FeatureLayout LAYOUT = ModelSpec.defaultFeatures(1, Duration.ofMinutes(10));

  @Test
  void stretchEndsWhereAGapIsTooLong() {
    Series series = SeriesOf.values(NONE, 1, NONE, NONE, 2, NONE, NONE, NONE, 3, 4, NONE);
    assertThat(Stretch.of(series, new Scaler(DIFFERENCE), 2))
        .containsExactly(new Stretch(1, 5), new Stretch(8, 10));
    assertThat(Stretch.of(series, new Scaler(DIFFERENCE), 3)).containsExactly(new Stretch(1, 10));
    assertThat(Stretch.of(SeriesOf.values(NONE, NONE), new Scaler(DIFFERENCE), 3)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"level", "difference", "log-return"})
  void hiddenValueIsNowhereInWhatTheModelSees(String kind) {
    Series one = walk(1, 0);
    Series other = walk(1, 50);
    boolean[] hidden = new boolean[one.length()];
    hidden[100] = true;
    ScalerSpec scaler = ScalerSpec.parse(kind + ";memory=100;floor=1e-4");
    Excerpt first = excerpt(one.without(hidden), scaler);
    assertThat(first.x()).isEqualTo(excerpt(other.without(hidden), scaler).x());
    assertThat(first.x()).isNotEqualTo(excerpt(one, scaler).x());
    assertThat(first.isMissing(100)).isTrue();
    assertThat(first.isMissing(99)).isFalse();
    for (double value : new double[] {20, 30.5, 90}) {
      assertThat(first.unscale(100, first.scale(100, value))).isCloseTo(value, within(1e-6));
    }
  }

  /** A walk that is {@code extra} higher in one window. */
  private static Series walk(long seed, double extra) {
    Random random = new Random(seed);
    double[] value = {40};
    return SeriesOf.function(
        200, t -> (value[0] += random.nextGaussian() / 10) + (t == 100 ? extra : 0));
  }

  private static Excerpt excerpt(Series series, ScalerSpec scaler) {
    ExcerptEncoder.Way way = encoder(scaler, 12).begin(series);
    way.enter(new Stretch(0, series.length()));
    return way.next(new Cut(0, series.length(), 0, series.length()));
  }

  private static ExcerptEncoder encoder(ScalerSpec scaler, int warmup) {
    return new ExcerptEncoder(new Encoding(LAYOUT, scaler, TestModels.WINDOWS, Set.of()), warmup);
  }

  @Test
  void whatIsSaidOfAMissingWindowStartsFromTheLineInTheSpreadOfARandomWalk() {
    Series series = SeriesOf.values(10, 12, 10, NONE, NONE, NONE, 14, NONE, 14, 16);
    Excerpt excerpt = excerpt(series, DIFFERENCE);
    assertThat(excerpt.unscale(3, 0)).isEqualTo(11);
    assertThat(excerpt.unscale(5, 0)).isEqualTo(13);
    assertThat(excerpt.unscale(7, 0)).isEqualTo(14);
    double single = excerpt.unscale(7, 1) - 14;
    // One after the left neighbour and three before the right one: a bridge's variance is 3/4.
    assertThat(excerpt.unscale(3, 1) - 11).isCloseTo(single * Math.sqrt(1.5), within(1e-9));
    assertThat(excerpt.unscale(4, 1) - 12).isCloseTo(single * Math.sqrt(2), within(1e-9));
  }

  @Test
  void scaleIsThatOfThePieceNotOfTheSeriesBegin() {
    Series series = SeriesOf.function(1000, t -> t % 2 * (t < 500 ? 1 : 10));
    ExcerptEncoder.Way way = encoder(DIFFERENCE, 12).begin(series);
    way.enter(new Stretch(0, 1000));
    double early = way.next(new Cut(0, 200, 0, 200)).scale(50, 100);
    double late = way.next(new Cut(800, 1000, 800, 1000)).scale(850, 100);
    assertThat(early).isCloseTo(10 * late, within(0.05 * early));
  }

  @Test
  void pieceAtTheBeginIsScaledByWhatComesAfterItWhenItKnowsTooLittle() {
    Series series = SeriesOf.function(300, t -> t < 3 ? 1 : t % 2 * 4);
    ExcerptEncoder.Way way = encoder(DIFFERENCE, 50).begin(series);
    way.enter(new Stretch(0, 300));
    Excerpt excerpt = way.next(new Cut(0, 5, 0, 5));
    assertThat(excerpt.count()).isEqualTo(50);
  }

  @Test
  void whatIsKnownInAdvanceIsSeenOfHiddenWindowsToo() {
    FeatureLayout layout = ModelSpec.features(List.of("known.promo"), 1, null);
    Series plain = SeriesOf.function(200, t -> t % 7);
    float[] promo = new float[250];
    promo[100] = 3;
    promo[120] = 5;
    long[] starts = IntStream.range(0, 200).mapToLong(plain::start).toArray();
    double[] values = IntStream.range(0, 200).mapToDouble(plain::value).toArray();
    Series series = new Series("s", starts, values, KnownField.column(promo));
    boolean[] hidden = new boolean[200];
    hidden[100] = true;
    Encoding encoding = new Encoding(layout, DIFFERENCE, TestModels.WINDOWS, Set.of());
    ExcerptEncoder.Way way =
        new ExcerptEncoder(encoding, 12).begin(series.without(hidden).before(plain.start(150)));
    way.enter(new Stretch(0, 150));
    Excerpt excerpt = way.next(new Cut(0, 150, 0, 150));
    int column = layout.names().indexOf("known.promo");
    for (int t = 0; t < 150; t++) {
      float seen = excerpt.x()[t * layout.size() + column];
      assertThat(seen > 0).as("window %d", t).isEqualTo(promo[t] > 0);
    }
  }

  /** Without a limit one jump in a flat series would outweigh all else that is learnt. */
  @Test
  void jumpInASeriesThatIsFlat_isAskedForWithALimit() {
    Series series = SeriesOf.function(1000, t -> t == 500 ? 7 : 0);
    TimeSpan span = new TimeSpan(0, series.start(999));
    SequenceExamples examples =
        new SequenceExamples(List.of(series), span, encoder(DIFFERENCE, 12));
    float most = 0;
    Random random = new Random(1);
    for (int epoch = 0; epoch < 50; epoch++) {
      for (Example example : examples.draw(random)) {
        for (float y : example.y()) {
          most = y > most ? y : most;
        }
      }
    }
    assertThat(most).isBetween(10f, 100f);
  }

  @Test
  void sequencesAskForHiddenWindowsOfTheirSpanOnly() {
    Series series = SeriesOf.function(1000, t -> Math.sin(t / 10.0));
    TimeSpan span = new TimeSpan(series.start(600), series.start(800));
    ExcerptEncoder encoder = encoder(DIFFERENCE, 12);
    List<Example> examples = new SequenceExamples(List.of(series), span, encoder).validation(1);
    int asked = 0;
    for (Example example : examples) {
      int features = LAYOUT.size();
      for (int t = 0; t < example.steps(); t++) {
        boolean missing = example.x()[t * features + 3] == 1;
        boolean isAsked = !Float.isNaN(example.y()[t]);
        assertThat(missing || !isAsked).as("only what is hidden is asked for").isTrue();
        asked += isAsked ? 1 : 0;
      }
    }
    assertThat(asked).isBetween(20, 80);
  }
}
