package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import io.sluice.config.source.TimestampConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples are read as they stand, beside stand-ins for the trained models. */
class ExamplesTest {
  @TempDir Path directory;

  @Test
  void openSmartHomeIsKeyedByRoomAndMeasureInTenMinutes() throws Exception {
    PipelineConfig climate = load("opensmarthome.yaml").pipelines().get("climate");

    assertThat(climate.source().key().fields()).containsExactly("room", "measure");
    assertThat(climate.source().timestamp().format()).isEqualTo(TimestampConfig.EPOCH_SECONDS);
    assertThat(climate.window().size()).hasMinutes(10);
    assertThat(climate.targets())
        .containsExactly(new TargetConfig("value", "value", Aggregate.MEAN, null));
  }

  @Test
  void onlineRetailSumsAndTakesTheLargestOrderOnTradingDays() throws Exception {
    PipelineConfig demand = load("online-retail.yaml").pipelines().get("demand");

    assertThat(demand.targets())
        .extracting(TargetConfig::field, TargetConfig::aggregate)
        .containsExactly(tuple("Quantity", Aggregate.SUM), tuple("Quantity", Aggregate.MAX));
    assertThat(demand.window().calendar().days()).hasSize(6).doesNotContain(DayOfWeek.SATURDAY);
    assertThat(demand.window().calendar().holidays()).contains(LocalDate.of(2011, 4, 29));
  }

  @Test
  void sp500ForecastsOnTradingDaysOfNewYork() throws Exception {
    PipelineConfig market = load("sp500.yaml").pipelines().get("market");

    assertThat(market.targets())
        .extracting(TargetConfig::name)
        .containsExactly("close", "high", "low");
    assertThat(market.window().calendar().days()).hasSize(5);
    assertThat(market.window().calendar().holidays())
        .contains(LocalDate.of(2015, 7, 3), LocalDate.of(2018, 1, 15))
        .doesNotContain(LocalDate.of(2015, 8, 24));
  }

  @Test
  void pastaSumsWhatIsSoldADay_andKnowsItsPromotionsInAdvance() throws Exception {
    PipelineConfig pasta = load("pasta.yaml").pipelines().get("pasta");

    assertThat(pasta.window().size()).hasDays(1);
    assertThat(pasta.targets())
        .containsExactly(new TargetConfig("qty", "qty", Aggregate.SUM, "pieces"));
    assertThat(pasta.covariates().known()).containsExactly("promo");
  }

  @Test
  void homeEventsHasASensorAsToken_andTicketsAreASessionEach() throws Exception {
    PipelineConfig homes = load("home-events.yaml").pipelines().get("home-events");
    PipelineConfig tickets = load("tickets.yaml").pipelines().get("tickets");

    assertThat(homes.events().token()).containsExactly("sensor");
    assertThat(homes.source().key().fields()).containsExactly("home");
    assertThat(tickets.events().token()).containsExactly("incident_state", "reassignment_count");
    assertThat(tickets.source().key().fields()).containsExactly("number");
  }

  @Test
  void everyExampleCanBeLoaded() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      List<Path> examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
      for (Path example : examples) {
        assertThat(load(example.getFileName().toString()).pipelines()).isNotEmpty();
      }
    }
  }

  private SluiceConfig load(String example) throws ConfigException, IOException {
    Path models = Files.createDirectories(directory.resolve("models"));
    for (String model :
        List.of(
            "general", "smart-home", "supply-chain", "stock", "pasta", "home-events", "tickets")) {
      Files.write(models.resolve(model + ".onnx"), new byte[0]);
    }
    Path copy = Files.createDirectories(directory.resolve("examples")).resolve(example);
    Files.writeString(copy, Files.readString(Path.of("examples", example)));
    return ConfigLoader.load(copy, name -> null);
  }
}
