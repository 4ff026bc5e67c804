package io.sluice.config.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.config.CalendarConfig;
import io.sluice.config.OpeningHours;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SampleConfigs;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import io.sluice.train.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opening hours and holidays as people write them. */
final class CalendarReaderTest {
  private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

  @TempDir Path directory;

  @BeforeEach
  void createModel() throws Exception {
    Files.createFile(directory.resolve("model.onnx"));
  }

  private PipelineConfig load(String window) throws Exception {
    String text = SampleConfigs.MINIMAL.replace("size: 10m", window);
    Path file = Files.writeString(directory.resolve("sluice.yaml"), text);
    return ConfigLoader.load(file, name -> null).pipelines().get("climate");
  }

  private CalendarConfig calendar(String calendar) throws Exception {
    return load("size: 10m, calendar: { " + calendar + " }").window().calendar();
  }

  private static OpeningHours hours(int from, int to) {
    return new OpeningHours(LocalTime.of(from, 0), LocalTime.of(to, 0));
  }

  @Test
  void withoutHours_daysAreOpenFromMidnightToMidnight() throws Exception {
    assertThat(load("size: 10m").window().calendar()).isEqualTo(CalendarConfig.EVERY_DAY);
    assertThat(calendar("days: [mon-fri, Sun]"))
        .isEqualTo(
            new CalendarConfig(EnumSet.complementOf(EnumSet.of(DayOfWeek.SATURDAY)), Set.of()));
    assertThat(calendar("hours: 00:00-24:00")).isEqualTo(CalendarConfig.EVERY_DAY);
  }

  @Test
  void oneSpan_isThatOfEachOpenDay() throws Exception {
    CalendarConfig market = calendar("hours: 9:30-16:00, days: [mon-fri]");
    OpeningHours session = new OpeningHours(LocalTime.of(9, 30), LocalTime.of(16, 0));
    assertThat(market.days()).isEqualTo(WEEKDAYS);
    assertThat(market.hours().values()).containsOnly(List.of(session));
    assertThat(calendar("hours: 22:00 - 06:00").hours().values())
        .hasSize(7)
        .containsOnly(List.of(hours(22, 6)));
  }

  @Test
  void severalSpans_standInAListOrBetweenCommas() throws Exception {
    for (String text : List.of("\"09:00-12:00, 13:00-17:00\"", "[09:00-12:00, 13:00-17:00]")) {
      assertThat(calendar("hours: " + text).hours().values())
          .containsOnly(List.of(hours(9, 12), hours(13, 17)));
    }
  }

  @Test
  void hoursByDay_closeTheDaysThatTheyDoNotName() throws Exception {
    CalendarConfig shop = calendar("hours: { mon-fri: 09:00-20:00, sat: [09:00-12:00] }");
    assertThat(shop.hours().get(DayOfWeek.WEDNESDAY)).containsExactly(hours(9, 20));
    assertThat(shop.hours().get(DayOfWeek.SATURDAY)).containsExactly(hours(9, 12));
    assertThat(shop.days()).doesNotContain(DayOfWeek.SUNDAY);
    assertThat(calendar("hours: { sat-mon: 08:00-09:00 }").days())
        .containsExactlyInAnyOrder(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY, DayOfWeek.MONDAY);
  }

  @Test
  void holidaysOfACountryAPartAndAnExchange_standBesideDates() throws Exception {
    Set<LocalDate> german = calendar("holidays: [DE]").holidays();
    assertThat(german)
        .contains(LocalDate.parse("1995-10-03"), LocalDate.parse("2026-04-06"))
        .contains(LocalDate.parse("2099-12-25"))
        .doesNotContain(LocalDate.parse("2026-01-06"));
    Set<LocalDate> more = calendar("holidays: [de-by, 2026-11-30]").holidays();
    assertThat(more)
        .containsAll(german)
        .contains(LocalDate.parse("2026-01-06"), LocalDate.parse("2026-11-30"));
    assertThat(calendar("holidays: [NYSE]").holidays())
        .as("Good Friday, when the country works")
        .contains(LocalDate.parse("2024-03-29"))
        .doesNotContain(LocalDate.parse("2024-10-14"));
    assertThat(calendar("holidays: [US]").holidays()).doesNotContain(LocalDate.parse("2024-03-29"));
  }

  @Test
  void covariatesHolidays_areNamedInTheSameWay() throws Exception {
    String text = SampleConfigs.MINIMAL + "    covariates: { holidays: [FR] }\n";
    Path file = Files.writeString(directory.resolve("sluice.yaml"), text);
    PipelineConfig config = ConfigLoader.load(file, name -> null).pipelines().get("climate");
    assertThat(config.covariates().holidays()).contains(LocalDate.parse("2026-07-14"));
  }

  @Test
  void season_isThatOfTheLongestDay() throws Exception {
    assertThat(season("size: 10m")).isEqualTo(144);
    assertThat(season("size: 10m, calendar: { days: [mon-fri] }")).isEqualTo(144);
    assertThat(season("size: 1d, calendar: { days: [mon-fri] }")).isEqualTo(5);
    assertThat(season("size: 10m, calendar: { hours: { mon: 9:00-20:00, sat: 9:00-13:00 } }"))
        .isEqualTo(66);
  }

  private int season(String window) throws Exception {
    return TrainingSettings.defaultSeason(load(window));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hours: 9-17                            | hours: expected hours such as 09:30-16:00 or 22:00-06:00, found "9-17"
          hours: 09:60-10:00                     | hours: expected hours such as
          hours: 09:00-24:01                     | hours: expected hours such as
          hours: 24:00-01:00                     | hours: expected hours such as
          hours: [09:00-10:00, x]                | hours[1]: expected hours such as
          hours: []                              | hours: needs at least one span
          hours: {}                              | hours: needs at least one day
          hours: { mo: 09:00-10:00 }             | hours.mo: unknown day; expected one of mon, tue, wed, thu, fri, sat, sun, or some in a row such as mon-fri
          hours: { mon-fri: 9:00-10:00, fri: 9:00-12:00 } | hours.fri: fri has hours already
          days: [mon], hours: { mon: 09:00-10:00 }        | days: are named by hours already
          days: [mon-tue-wed]                    | days[0]: unknown day
          holidays: [XX]                         | holidays[0]: expected a date such as 2013-02-18, or a country
          holidays: [US-zz]                      | holidays[0]: expected a date such as
          holidays: ["../us"]                    | holidays[0]: expected a date such as
          """)
  void wrongCalendar_isReportedWithItsPlace(String calendar, String problem) {
    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> calendar(calendar));
    assertThat(refused).hasMessageContaining("window.calendar." + problem);
  }

  @Test
  void hoursOfWindowsOfADay_areRefused() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> load("size: 1d, calendar: { hours: 09:00-10:00 }"));
    assertThat(refused).hasMessageContaining("window.calendar.hours: needs windows shorter");
  }
}
