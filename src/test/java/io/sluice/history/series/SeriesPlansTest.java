package io.sluice.history.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.PipelineConfig;
import io.sluice.feature.FeatureLayout;
import io.sluice.history.CsvHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What series know in advance of rows that say it, and what a user is told of those that do not.
 */
class SeriesPlansTest {
  @TempDir Path dir;

  @Test
  void plans_areWhatEachWindowsOwnEventsSay_elseWhatThoseOfEarlierOnesSaid() throws Exception {
    Reading reading =
        read(
            shop("promo, price", "mon, tue, wed, thu, fri"),
            "day,shop,sold,promo,price",
            """
            2024-01-04,a,1,,
            2024-01-05,a,2,"[1,2,3,4]",
            2024-01-08,a,4,,9.5
            2024-01-10,a,6,"[null,7]",
            """);
    List<Series> series = reading.series();
    assertThat(series).hasSize(2).allMatch(one -> one.length() == 5);
    // Thursday, Friday, Monday, Tuesday without an event, Wednesday; Thursday, Friday.
    assertThat(known(series.get(0), 0, 7)).containsExactly(0, 1, 2, 3, 4, 7, 0);
    assertThat(known(series.get(1), 1, 7)).containsExactly(0, 0, 9.5f, 0, 0, 0, 0);
    assertThat(reading.describe()).hasSize(1);
  }

  @Test
  void plans_areKnownAsTheyWereSaidByThen_andColumnsAllTheTime() throws Exception {
    Series series =
        read(
                shop("promo, price", "mon, tue, wed, thu, fri"),
                "day,shop,sold,promo,price",
                """
                2024-01-01,a,1,1,2
                2024-01-02,a,2,1,4
                2024-01-03,a,3,"[2,3,4]",6
                2024-01-04,a,4,"[null,9]",8
                2024-01-05,a,5,,10
                2024-01-08,a,6,5,12
                2024-01-09,a,,6,14
                """)
            .series()
            .get(0);
    assertThat(seen(series, 0))
        .isDeepEqualTo(
            new float[][] {
              {1, 1, 2}, // nobody has planned yet: a column
              {1, 2, 3},
              {2, 3, 4}, // planned, and not yet taken back
              {3, 9, 0},
              {9, 0, 0},
              {5, 6, 0} // the last window knows all
            });
    assertThat(seen(series, 1))
        .isDeepEqualTo(
            new float[][] {
              {2, 4, 6}, {4, 6, 8}, {6, 8, 10}, {8, 10, 12}, {10, 12, 14}, {12, 14, 0}
            });
  }

  /** It is forgotten with all that comes before a first value, but the producer does plan. */
  @Test
  void planOfBeforeTheFirstValue_makesNothingKnownThatWasSaidLater() throws Exception {
    List<Series> series =
        read(
                shop("promo", "mon, tue, wed, thu, fri"),
                "day,shop,sold,promo",
                """
                2024-01-01,a,,"[0,0,7]"
                2024-01-03,a,1,
                2024-01-04,a,2,1
                2024-01-05,a,2,
                2024-01-03,b,1,
                2024-01-04,b,2,1
                2024-01-05,b,2,
                """)
            .series();
    assertThat(seen(series.get(0), 0))
        .isDeepEqualTo(new float[][] {{0, 0, 0}, {1, 0, 0}, {0, 0, 0}});
    assertThat(seen(series.get(2), 0))
        .as("another key, which never plans")
        .isDeepEqualTo(new float[][] {{0, 1, 0}, {1, 0, 0}, {0, 0, 0}});
  }

  @Test
  void rowsOfPlansAlone_moveNoEnd_andReachBeyondIt() throws Exception {
    Reading reading =
        read(
            shop("promo", "mon, tue, wed, thu, fri"),
            "day,shop,sold,promo",
            """
            2024-01-03,a,,"[5,6]"
            2024-01-04,a,1,
            2024-01-05,a,2,
            2024-01-06,a,,"[9,3]"
            2024-01-08,a,4,
            2024-01-10,a,,8
            9024-01-10,a,,8
            2024-01-03,b,,1
            """);
    List<Series> series = reading.series();
    assertThat(series).extracting(Series::name).containsExactly("a sum", "a max");
    Series sum = series.get(0);
    // Thursday, Friday, Monday; Tuesday, Wednesday. Of Saturday there is no window.
    assertThat(sum.length()).isEqualTo(3);
    assertThat(known(sum, 0, 6))
        .as("what was said before the key's first value is forgotten")
        .containsExactly(0, 0, 3, 0, 8, 0);
    assertThat(reading.describe())
        .containsExactly(
            "sales.csv: 8 records, 2 series of 6 windows, from 2024-01-04T00:00:00Z to 2024-01-08T00:00:00Z",
            "  series without a value (skipped): 2 ('b sum'; 'b max')");
  }

  @Test
  void fieldOfWhichNothingIsSaid_isTold() throws Exception {
    Reading reading =
        read(
            shop("promo, price", "mon"),
            "day,shop,sold,promo",
            "2024-01-01,a,1,0\n2024-01-08,a,2,\n");
    assertThat(reading.describe())
        .last()
        .isEqualTo(
            "  fields known in advance of which no record says anything (0 everywhere): 1 ('price')");
  }

  /** A column of what was is hindsight where a forecast looks further than its records. */
  @Test
  void fieldThatNoRecordSaysAsFarAsAForecastLooks_isTold() throws Exception {
    FeatureLayout looks =
        FeatureLayout.parse(
            List.of("known.promo", "ahead.known.promo", "known.price", "ahead.known.gone"), 1, 3);
    String rows = "2024-01-01,a,1,\"[0,0,1]\",5\n2024-01-08,a,2,1,6\n";
    PipelineConfig pipeline = shop("promo, price, gone", "mon");
    Reading reading = read(pipeline, "day,shop,sold,promo,price", rows);
    reading.note(looks);
    assertThat(reading.describe())
        .hasSize(3)
        .last()
        .isEqualTo(
            "  fields known in advance that no record says as far ahead as a forecast looks"
                + " (producers must): 1 ('promo' is announced for at most 2 windows ahead, a"
                + " forecast looks 3 ahead)");
    reading = read(pipeline, "day,shop,sold,promo,price", rows.replace("[0,0,1]", "[0,0,0,1]"));
    reading.note(looks);
    assertThat(reading.describe()).as("'gone' is reported already").hasSize(2);
  }

  private static float[] known(Series series, int field, int windows) {
    float[] known = new float[windows];
    for (int window = 0; window < windows; window++) {
      known[window] = series.known(field, window, 0);
    }
    return known;
  }

  /** By window, what is known of it and of the two after it. */
  private static float[][] seen(Series series, int field) {
    float[][] seen = new float[series.length()][3];
    for (int window = 0; window < seen.length; window++) {
      for (int ahead = 0; ahead < seen[window].length; ahead++) {
        seen[window][ahead] = series.known(field, window, ahead);
      }
    }
    return seen;
  }

  private PipelineConfig shop(String known, String days) throws Exception {
    String window = "{ size: 1d, calendar: { days: [%s] } }".formatted(days);
    String covariates = "\n    covariates: { known: [%s] }".formatted(known);
    return SeriesReaderTest.pipeline(dir, window + covariates, "yyyy-MM-dd");
  }

  private Reading read(PipelineConfig pipeline, String header, String rows) throws Exception {
    Path file = Files.writeString(dir.resolve("sales.csv"), header + "\n" + rows);
    return SeriesReader.read(
        pipeline, new CsvHistory(List.of(file), pipeline), (records, share) -> {});
  }
}
