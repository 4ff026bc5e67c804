package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of a service at work, as a person meets it. Skipped where no Chromium is installed. */
@Timeout(180)
final class PageInChromiumTest {
  private static final String HALL = "#/p/home/s/hall%2Ftemperature";

  @TempDir static Path dir;
  private static Watched watched;
  private static Chromium chromium;

  @BeforeAll
  static void begin() throws Exception {
    chromium = Chromium.start();
    watched = new Watched(dir);
  }

  @AfterAll
  static void end() throws Exception {
    if (watched != null) {
      watched.close();
      chromium.close();
    }
  }

  @BeforeEach
  void aPlainPage() {
    chromium.size(1280, 900);
    chromium.look("light");
  }

  @AfterEach
  void nothingIsWrong_andNobodyElseWasAsked() {
    chromium.assertClean(watched.address());
  }

  private static void open(String place) {
    chromium.open(watched.address() + place);
    soon(() -> assertThat(chromium.find("#live").getText()).isEqualTo("live"));
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }

  @Test
  void firstPage_saysWhatIsWatched_andWhatNeedsEyes() {
    open("");

    soon(
        () -> {
          assertThat(chromium.find(".card").getText()).contains("home", "running", "4 series");
          assertThat(chromium.texts("table.series tbody tr")).isNotEmpty();
        });
    assertThat(chromium.find(".card").getAttribute("href")).endsWith("#/p/home");
  }

  @Test
  void search_findsASeries_andItsChartsAreDrawn() {
    open("#/p/home");
    soon(() -> assertThat(chromium.texts("td.key")).hasSize(4));
    chromium.find("#search").sendKeys("ATTIC");
    soon(() -> assertThat(chromium.texts("td.key")).containsExactly("attic/temperature"));
    chromium.find("td.key a").click();

    soon(
        () -> {
          assertThat(chromium.find("h1").getText()).startsWith("attic/temperature");
          assertThat(chromium.drawn(0)).as("values").isGreaterThan(3000);
          assertThat(chromium.drawn(1)).as("scores").isGreaterThan(300);
        });
    assertThat(chromium.find(".plot").getAttribute("aria-label"))
        .contains("Line chart of value", "Last value", "°C", "was expected", "Forecast for");
  }

  @Test
  void hover_tellsTheValuesAndTheTime_inTheZoneOfTheViewer() {
    open(HALL);
    soon(() -> assertThat(chromium.drawn(0)).isPositive());
    String before = chromium.find(".readout").getText();
    chromium.find(".plot").sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);

    soon(() -> assertThat(chromium.find(".readout").getText()).isNotEqualTo(before));
    assertThat(chromium.find(".readout").getText())
        .containsPattern("Nov 1\\d, 2023, \\d+:[0-5]0 [AP]M") // 10 minutes at half an hour's offset
        .containsPattern("observed\\s+\\d+(\\.\\d+)? °C")
        .containsPattern("80% band\\s+\\d+(\\.\\d+)? °C to");
    assertThat(chromium.find(".facts").getText()).contains("in Asia/");
  }

  @Test
  void alert_appearsWithoutAReload_andLeadsToItsSeries_andFiltersHideIt() {
    open("");
    chromium.run("window.isSame = true");
    watched.next(Map.of("cellar/temperature", 60.0));

    soon(
        () ->
            assertThat(chromium.texts(".feed .alert .strong"))
                .anyMatch(text -> text.startsWith("cellar/")));
    assertThat(chromium.run("return window.isSame")).isEqualTo(true);
    assertThat(chromium.find(".feed .alert").getText()).contains("60 °C was observed", "firing");
    soon(
        () ->
            assertThat(chromium.find("table.series tbody tr").getText()).contains("cellar", "odd"));

    chromium.run(
        "document.querySelector(\"[aria-label='Type of alerts']\").value = 'silent';"
            + "document.querySelector(\"[aria-label='Type of alerts']\").dispatchEvent(new Event('input'))");
    soon(() -> assertThat(chromium.texts(".feed .alert")).isEmpty());
    chromium.run(
        "document.querySelector(\"[aria-label='Type of alerts']\").value = '';"
            + "document.querySelector(\"[aria-label='Type of alerts']\").dispatchEvent(new Event('input'))");
    soon(() -> assertThat(chromium.texts(".feed .alert")).isNotEmpty());

    chromium.find(".feed .alert .strong").click();
    soon(
        () -> {
          assertThat(chromium.address()).contains("#/a/");
          assertThat(chromium.find("h1").getText()).contains("cellar/temperature", "odd now");
          assertThat(chromium.find(".alert.wanted").getText())
              .contains("It goes on since", "60 °C was observed", "A window as odd comes");
        });
    chromium.reload();
    soon(() -> assertThat(chromium.find(".alert.wanted").getText()).contains("cellar"));
  }

  @Test
  void series_followsItsWindowsLive() {
    open(HALL);
    soon(() -> assertThat(chromium.find(".facts").getText()).contains("newest window"));
    String before = chromium.find(".facts").getText();
    watched.next(Map.of());

    soon(() -> assertThat(chromium.find(".facts").getText()).isNotEqualTo(before));
  }

  @Test
  void linkToATime_showsThatTime_alsoAfterAReload_andZoomStaysInTheAddress() {
    String stretch = "?from=2023-11-15T12:00:00Z&until=2023-11-15T18:00:00Z";
    open(HALL + stretch);
    soon(() -> assertThat(chromium.drawn(0)).isPositive());
    chromium.find("[aria-label='Earlier']").click();

    soon(() -> assertThat(chromium.address()).contains("from=2023-11-15T09"));
    chromium.reload();
    soon(() -> assertThat(chromium.drawn(0)).isPositive());
    chromium.find("[aria-label='Zoom in']").click();
    soon(() -> assertThat(chromium.address()).contains("from=2023-11-15T10%3A30"));
    chromium.find("[aria-label='Show all']").click();
    soon(() -> assertThat(chromium.address()).doesNotContain("from="));
  }

  @Test
  void whatIf_drawsAnotherFan_andPutsBackWhatIsPlanned() {
    open("#/p/shop/s/bread");
    soon(() -> assertThat(chromium.find("input[type=range]").isDisplayed()).isTrue());
    assertThat(chromium.find(".what-if .strong").getText()).isEqualTo("price");
    String before = chromium.find(".readout").getText();
    chromium.find("input[type=range]").sendKeys(Keys.END);

    soon(
        () -> {
          assertThat(chromium.find("[aria-label='What if']").getText())
              .containsPattern("expected over the 4 windows ahead together: \\S+ instead of");
          assertThat(chromium.texts(".readout .swatch.what-if")).isNotEmpty();
        });
    chromium.tabTo("As planned");
    chromium.press(Keys.ENTER);
    soon(() -> assertThat(chromium.find(".readout").getText()).isEqualTo(before));
  }

  @Test
  void series_saysWhyThereIsNoAlert_andGoesFurtherBack() {
    open(HALL);
    soon(
        () ->
            assertThat(chromium.find("[aria-label='Why there is an alert or none']").getText())
                .contains("Why there is no alert", "far from what was forecast"));
    assertThat(chromium.find(".facts").getText()).contains("bytes of state", "usual value");
    chromium.run(
        "[...document.querySelectorAll('button')].find(b => b.textContent === 'Further back').click()");
    soon(
        () ->
            assertThat(chromium.find(".tools [role=status]").getText())
                .isEqualTo("Nothing older is kept."));
  }

  @Test
  void hostileKey_isShownAsText_andCanBeOpened() {
    open("#/p/home");
    soon(() -> assertThat(chromium.texts("td.key")).contains(Watched.HOSTILE));
    chromium.run(
        "[...document.querySelectorAll('td.key a')].find(a => a.textContent.startsWith('<img')).click()");

    soon(
        () -> {
          assertThat(chromium.find("h1").getText()).startsWith(Watched.HOSTILE);
          assertThat(chromium.drawn(0)).isPositive();
        });
    assertThat(chromium.title()).startsWith(Watched.HOSTILE);
    assertThat(chromium.number("return document.images.length")).isZero();
    open(
        "#/p/home/s/"
            + URLEncoder.encode(Watched.HOSTILE, StandardCharsets.UTF_8).replace("+", "%20"));
    soon(() -> assertThat(chromium.find("h1").getText()).startsWith(Watched.HOSTILE));
  }

  @Test
  void narrowWindow_needsNoScrollingSideways() {
    chromium.size(360, 740);
    String hostile = URLEncoder.encode(Watched.HOSTILE, StandardCharsets.UTF_8).replace("+", "%20");
    for (String place : List.of("", "#/p/home", HALL, "#/p/home/s/" + hostile)) {
      open(place);
      soon(
          () ->
              assertThat(chromium.texts(place.contains("/s/") ? "canvas" : "td.key")).isNotEmpty());
      assertThat(chromium.fits()).as(place).isTrue();
    }
  }

  @Test
  void keyboardAlone_leadsToASeries_andBack() {
    open("");
    soon(() -> assertThat(chromium.texts(".card")).isNotEmpty());
    chromium.tabTo(chromium.find(".card").getText());
    chromium.press(Keys.ENTER);
    soon(() -> assertThat(chromium.texts("td.key")).hasSize(4));
    chromium.tabTo("hall/temperature");
    chromium.press(Keys.ENTER);
    soon(() -> assertThat(chromium.find("h1").getText()).startsWith("hall/temperature"));
    chromium.tabTo("All");
    chromium.press(Keys.ENTER);
    chromium.back();
    soon(() -> assertThat(chromium.find("h1").getText()).isEqualTo("home"));
  }

  @Test
  void focus_staysWhereItIs_whenNewWindowsArrive() {
    open("#/p/home");
    soon(() -> assertThat(chromium.texts("td.key")).hasSize(4));
    chromium.tabTo("hall/temperature");
    String before = chromium.find("tbody").getText();
    watched.next(Map.of());

    soon(() -> assertThat(chromium.find("tbody").getText()).isNotEqualTo(before));
    assertThat(chromium.run("return document.activeElement.textContent"))
        .isEqualTo("hall/temperature");
  }

  @Test
  void darkAndLight_canBothBeRead() {
    for (String look : List.of("light", "dark")) {
      chromium.look(look);
      open(HALL);
      soon(() -> assertThat(chromium.drawn(0)).isPositive());
      for (String tone : List.of("ink", "faint", "accent", "good", "bad", "warn")) {
        for (String ground : List.of("ground", "panel")) {
          assertThat(contrast(tone, ground))
              .as(look + " " + tone + " on " + ground)
              .isGreaterThanOrEqualTo(4.5);
        }
      }
    }
  }

  /** By WCAG 2: 4.5 is what text needs. */
  private static double contrast(String tone, String ground) {
    return ((Number)
            chromium.run(
                """
                const style = getComputedStyle(document.documentElement);
                const luminance = (name) => {
                  const hex = style.getPropertyValue(`--${name}`).trim();
                  const [r, g, b] = [1, 3, 5]
                    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
                    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const [a, b] = [luminance(arguments[0]), luminance(arguments[1])].sort((x, y) => y - x);
                return (a + 0.05) / (b + 0.05);
                """,
                tone,
                ground))
        .doubleValue();
  }
}
