package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.CalendarConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What events say in advance reaches the model in the windows that it is about, and no others. */
final class KnownInAdvanceTest {
  private static final Instant NOON = Harness.NOON;

  @TempDir Path stateDir;
  private final Harness.Settings settings = new Harness.Settings();
  private Harness shop;

  private Harness open() {
    if (settings.known.isEmpty()) {
      settings.known = List.of("promo");
    }
    shop = new Harness(settings, stateDir);
    return shop;
  }

  @AfterEach
  void identitiesHold() {
    if (shop != null) {
      shop.assertIdentities();
      shop.close();
    }
  }

  private static Instant at(int minutes) {
    return NOON.plus(Duration.ofMinutes(minutes));
  }

  private void send(int minute, double value, String known) {
    shop.sendRaw(
        "{\"key\":\"a\",\"ts\":%d,\"value\":%s,%s}"
            .formatted(at(minute).toEpochMilli(), value, known));
  }

  private void plan(String key, int minute, String promo) {
    shop.sendRaw(
        "{\"key\":\"%s\",\"ts\":%d,\"promo\":%s}".formatted(key, at(minute).toEpochMilli(), promo));
  }

  /** What the model has seen since the last call, a row each: own window and the two ahead. */
  private List<List<Long>> seen() {
    List<List<Long>> rows = List.copyOf(shop.model.known);
    shop.model.known.clear();
    return rows;
  }

  private static List<Long> row(long... values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Test
  void plan_goesAlongWithTheWindows_andIsKeptAsFarAsItWasSaid() {
    open();
    send(1, 20, "\"promo\":[1,2,3,4,5]");
    shop.send("a", at(11), 20);
    shop.send("a", at(21), 20);
    shop.send("a", at(31), 20);
    shop.watermark(at(40));

    assertThat(seen()).containsExactly(row(1, 2, 3), row(2, 3, 4), row(3, 4, 5), row(4, 5, 0));
  }

  @Test
  void planThatIsSaidAgain_isNeverShort_andForecastsFollowIt() {
    open();
    send(1, 20, "\"promo\":[0,0,0,1]");
    send(11, 21, "\"promo\":[0,0,1,0]");
    send(21, 20, "\"promo\":[0,1,0,0]");
    shop.watermark(at(30));

    assertThat(seen()).containsExactly(row(0, 0, 0), row(0, 0, 1), row(0, 1, 0));
    List<JsonNode> forecasts = shop.forecasts();
    assertThat(median(forecasts.get(1), 0)).isEqualTo(21);
    assertThat(median(forecasts.get(1), 1)).isGreaterThan(21.1);
    assertThat(median(forecasts.get(2), 0)).isGreaterThan(20.1);
    assertThat(median(forecasts.get(2), 1)).isEqualTo(20);
  }

  private static double median(JsonNode forecast, int step) {
    return forecast.at("/quantiles/value/" + step + "/2").asDouble();
  }

  @Test
  void numberAlone_isOfItsOwnWindow() {
    open();
    send(1, 20, "\"promo\":7");
    shop.send("a", at(11), 20);
    shop.watermark(at(20));

    assertThat(seen()).containsExactly(row(7, 0, 0), row(0, 0, 0));
  }

  @Test
  void ofTwoWords_theNewerCounts_andWhatItLeavesOpenStays() {
    open();
    send(5, 20, "\"promo\":[1,null,3]");
    send(2, 20, "\"promo\":[4,4,4]");
    send(11, 20, "\"promo\":[null,9]");
    shop.watermark(at(20));

    assertThat(seen()).containsExactly(row(1, 4, 3), row(4, 9, 0));
  }

  @Test
  void silentKey_isImputedUnderItsPlan() {
    open();
    send(1, 20, "\"promo\":[0,5,6]");
    shop.watermark(at(30));

    assertThat(seen()).containsExactly(row(0, 5, 6), row(5, 6, 0), row(6, 0, 0));
    assertThat(shop.forecasts())
        .extracting(forecast -> forecast.at("/imputed").asInt())
        .containsExactly(0, 1, 2);
  }

  @Test
  void planAlone_isAGapThatIsForecastUnderIt() {
    open();
    shop.send("a", at(1), 20);
    plan("a", 11, "[1,2]");
    shop.send("a", at(21), 20);
    shop.watermark(at(30));

    assertThat(seen()).containsExactly(row(0, 0, 0), row(1, 2, 0), row(2, 0, 0));
    JsonNode gap = shop.forecasts().get(1);
    assertThat(gap.at("/imputed").asInt()).isEqualTo(1);
    assertThat(gap.at("/observed/value").isNull()).isTrue();
    assertThat(gap.at("/score").isNull()).isTrue();
    assertThat(gap.at("/source/ranges/0/first").asLong()).isEqualTo(1);
    assertThat(shop.metrics.windowedCount()).isEqualTo(3);
  }

  @Test
  void plansAlone_keepNoKeyFromGoingStale_norAlive() {
    settings.maxGap = 2;
    open();
    shop.send("a", at(1), 20);
    for (int minute = 11; minute < 150; minute += 10) {
      plan("a", minute, "[1,1,1]");
    }
    shop.watermark(at(160));

    assertThat(shop.forecasts())
        .extracting(forecast -> forecast.at("/imputed").asInt())
        .containsExactly(0, 1, 2);
    assertThat(shop.storedKeys()).as("forgotten after two hours").isZero();
  }

  @Test
  void staleKey_remembersWhatItWasTold_andUsesItWhenItReturns() {
    settings.maxGap = 1;
    open();
    send(1, 20, "\"promo\":[0,0,0]");
    shop.watermark(at(40));
    plan("a", 41, "[1,2,3]");
    shop.watermark(at(50));
    assertThat(shop.forecasts()).as("its first window and one gap").hasSize(2);
    seen();
    shop.send("a", at(51), 20);
    shop.watermark(at(60));

    assertThat(seen()).containsExactly(row(2, 3, 0));
    assertThat(shop.forecasts()).singleElement().matches(f -> f.at("/imputed").asInt() == 0);
  }

  @Test
  void planBeyondAGapThatIsTooLong_isStillThere() {
    settings.maxGap = 1;
    open();
    send(1, 20, "\"promo\":[0,0,8]");
    shop.send("b", at(25), 1);
    shop.send("a", at(21), 20);
    shop.watermark(at(30));

    assertThat(seen()).contains(row(8, 0, 0));
  }

  @Test
  void planOfAKeyThatWasNeverSeen_makesNoKey() {
    open();
    plan("a", 1, "[1,2,3]");
    shop.watermark(at(10));

    assertThat(shop.forecasts()).isEmpty();
    assertThat(shop.storedKeys()).isZero();
    assertThat(shop.metrics.windowsClosedCount()).isZero();
    assertThat(shop.metrics.windowedCount()).isEqualTo(1);
    shop.send("a", at(11), 20);
    shop.watermark(at(20));
    assertThat(seen()).as("it was about nothing").containsExactly(row(0, 0, 0));
  }

  @Test
  void planInTheWindowOfAFirstValue_isTheFirstOne() {
    open();
    plan("a", 1, "[1,2,3]");
    shop.send("a", at(2), 20);
    shop.watermark(at(10));

    assertThat(seen()).containsExactly(row(1, 2, 3));
    assertThat(shop.forecasts()).hasSize(1);
  }

  @Test
  void planThatIsLate_changesNothing_andIsHandedOnWhole() {
    open();
    shop.send("a", at(1), 20);
    shop.watermark(at(10));
    plan("a", 2, "[1,null,3]");
    shop.send("a", at(11), 20);
    shop.watermark(at(20));

    assertThat(seen()).containsExactly(row(0, 0, 0), row(0, 0, 0));
    JsonNode late = shop.late().get(0);
    assertThat(late.at("/known").toString()).isEqualTo("{\"promo\":[1,null,3]}");
    assertThat(late.at("/values")).isEmpty();
  }

  @Test
  void planInAWindowThatCannotBeStepped_isNotLostWithIt() {
    open();
    shop.send("a", at(1), 20);
    shop.watermark(at(10));
    shop.model.failBeyond = -1;
    send(11, 500, "\"promo\":[1,2,3]");
    shop.watermark(at(20));
    shop.model.failBeyond = Float.POSITIVE_INFINITY;
    seen();
    shop.send("a", at(21), 20);
    shop.watermark(at(30));

    assertThat(shop.deadReasons()).containsExactly("model-failed");
    assertThat(seen()).containsExactly(row(2, 3, 0));
  }

  @Test
  void planOnAClosedDay_isKeptForTheOpenOnes() {
    settings.window = Duration.ofDays(1);
    settings.keyTtl = Duration.ofDays(30);
    settings.budget = Duration.ofDays(365);
    Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    settings.calendar = new CalendarConfig(weekdays, Set.of());
    open();
    int friday = 4 * 1440; // NOON is a Monday's
    shop.send("a", at(friday), 20);
    plan("a", friday + 1440, "[9,1,2]");
    shop.send("a", at(friday + 3 * 1440), 20);
    shop.watermark(at(friday + 4 * 1440));

    assertThat(seen()).as("Friday, Monday").containsExactly(row(0, 0, 0), row(1, 2, 0));
    assertThat(shop.forecasts()).hasSize(2);
  }

  @Test
  void eachFieldOfTheModel_isThatOfThePipeline_whateverTheirOrder() {
    settings.known = List.of("price", "open", "promo");
    PersistenceModel model =
        new PersistenceModel(settings.scaler, settings.warmup, List.of("promo", "price"));
    try (ModelShelf<StepModel> models = new ModelShelf<>(model)) {
      shop = new Harness(settings, stateDir, models);
      send(1, 20, "\"price\":[10,11,12],\"promo\":[1,2,3],\"open\":[7,8,9]");
      shop.watermark(at(10));
      assertThat(model.known).containsExactly(row(1, 2, 3, 10, 11, 12));
      shop.forecasts();
      identitiesHold();
      shop = null;
    }
  }

  private PersistenceModel model(String hash) {
    return new PersistenceModel(settings.scaler, settings.warmup, hash, settings.known);
  }

  /**
   * The inputs that a key remembers have no plans of their own. What is known from the last of them
   * on is seen in all; before, a price is taken to have been the same, and a promotion to be none.
   */
  @Test
  void modelThatTakesOver_seesThePlansFromTheLastWindowOn() {
    settings.known = List.of("price", "promo");
    PersistenceModel next = model("ba9876543210");
    try (ModelShelf<StepModel> models = new ModelShelf<>(model("0123456789ab"))) {
      shop = new Harness(settings, stateDir, models);
      send(1, 20, "\"price\":[7,8,9],\"promo\":[1,0,0,1,1]");
      shop.send("a", at(11), 20);
      send(21, 20, "\"price\":[10,11,12]");
      shop.watermark(at(30));
      models.offer(next);
      shop.send("a", at(31), 20);
      shop.watermark(at(40));
      assertThat(next.known)
          .containsExactly(
              row(10, 10, 10, 0, 0, 0),
              row(10, 10, 11, 0, 0, 1),
              row(10, 11, 12, 0, 1, 1),
              row(11, 12, 0, 1, 1, 0));
      identitiesHold();
      shop = null;
    }
  }

  @Test
  void promotionThatIsOnWhenAnotherModelTakesOver_isSeenFromTheLastWindowOn() {
    settings.known = List.of("promo");
    PersistenceModel next = model("ba9876543210");
    try (ModelShelf<StepModel> models = new ModelShelf<>(model("0123456789ab"))) {
      shop = new Harness(settings, stateDir, models);
      send(1, 20, "\"promo\":[1,1,1,1]");
      shop.send("a", at(11), 20);
      shop.watermark(at(20));
      models.offer(next);
      shop.send("a", at(21), 20);
      shop.watermark(at(30));
      assertThat(next.known).containsExactly(row(0, 1, 1), row(1, 1, 1), row(1, 1, 0));
      identitiesHold();
      shop = null;
    }
  }

  /** A plan that comes on a closed day does not hide what the price was on the last open one. */
  @Test
  void modelThatTakesOverAfterAPlanOnAClosedDay_seesTheLevelOfThePriceAllTheSame() {
    settings.window = Duration.ofDays(1);
    settings.keyTtl = Duration.ofDays(30);
    settings.budget = Duration.ofDays(365);
    Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    settings.calendar = new CalendarConfig(weekdays, Set.of());
    settings.known = List.of("promo");
    PersistenceModel next = model("ba9876543210");
    try (ModelShelf<StepModel> models = new ModelShelf<>(model("0123456789ab"))) {
      shop = new Harness(settings, stateDir, models);
      int friday = 4 * 1440; // NOON is a Monday's
      send(friday, 20, "\"promo\":[6,6,6]");
      plan("a", friday + 1440, "[null,7,8]");
      shop.watermark(at(friday + 2 * 1440 + 1000));
      models.offer(next);
      shop.send("a", at(friday + 3 * 1440), 20);
      shop.watermark(at(friday + 4 * 1440));
      assertThat(next.known).containsExactly(row(7, 7, 8), row(7, 8, 0));
      identitiesHold();
      shop = null;
    }
  }

  private List<JsonNode> alertsOfAValueAsPlanned(boolean switches) {
    settings.known = List.of("promo");
    try (ModelShelf<StepModel> models = new ModelShelf<>(model("0123456789ab"));
        Harness pipeline =
            new Harness(settings, stateDir.resolve(switches ? "switched" : "steady"), models)) {
      shop = pipeline;
      send(1, 20, "\"promo\":[0,0,0,0,0,0,1000000]");
      for (int minute = 11; minute < 60; minute += 10) {
        shop.send("a", at(minute), 20 + minute % 3);
      }
      shop.watermark(at(60));
      List<JsonNode> forecasts = shop.forecasts();
      if (switches) {
        models.offer(model("ba9876543210"));
      }
      shop.send("a", at(61), median(forecasts.get(forecasts.size() - 1), 0));
      shop.watermark(at(70));
      assertThat(shop.metrics.modelSwitchesCount()).isEqualTo(switches ? 1 : 0);
      assertThat(shop.forecasts().get(0).at("/score").asDouble()).isLessThan(1);
      List<JsonNode> alerts = shop.alerts();
      shop = null;
      return alerts;
    }
  }

  @Test
  void valueAsPlanned_isNoOutlier_whetherOrNotAnotherModelTakesOver() {
    assertThat(alertsOfAValueAsPlanned(false)).isEmpty();
    assertThat(alertsOfAValueAsPlanned(true)).isEmpty();
  }

  @Test
  void modelThatNeedsAFieldWhichThePipelineDoesNotHave_isRefusedByName() {
    settings.known = List.of("price");
    ScalerSpec scaler = settings.scaler;
    try (ModelShelf<StepModel> models =
        new ModelShelf<>(new PersistenceModel(scaler, 4, List.of("price", "promo")))) {
      assertThatThrownBy(() -> new Harness(settings, stateDir, models))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "pipelines.home.covariates.known: the model needs the field promo, there are price");
    }
  }
}
