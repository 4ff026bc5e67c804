package io.sluice.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.service.EventRig;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of a pipeline of events, as a person meets it. Skipped where no Chromium is. */
@Timeout(180)
final class EventsInChromiumTest {
  private static final String KITCHEN = "#/p/flat/s/kitchen";

  @TempDir static Path dir;
  private static EventRig rig;
  private static Chromium chromium;

  @BeforeAll
  static void begin() throws Exception {
    chromium = Chromium.start();
    rig = EventRig.start(dir);
  }

  @AfterAll
  static void end() throws Exception {
    if (rig != null) {
      rig.close();
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
    chromium.assertClean(rig.address());
  }

  private static void open(String place) {
    chromium.open(rig.address() + place);
    soon(() -> assertThat(chromium.find("#live").getText()).isEqualTo("live"));
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }

  @Test
  void series_isFound_andItsEventsStandOnATimeline_withWhatComesNext() {
    open("#/p/flat");
    soon(() -> assertThat(chromium.texts("td.key")).hasSize(2));
    assertThat(chromium.texts("th")).contains("Surprise", "Last event");
    assertThat(chromium.find(".head").getText())
        .contains("events: what", "a session ends after 1 hour of silence");
    chromium.find("#search").sendKeys("KITCH");
    soon(() -> assertThat(chromium.texts("td.key")).containsExactly("kitchen"));
    assertThat(chromium.find("td.token").getText()).isEqualTo(EventRig.HOSTILE);
    assertThat(chromium.texts("table.series rect.bar")).hasSize(48);
    chromium.find("td.key a").click();

    soon(
        () -> {
          assertThat(chromium.find("h1").getText()).startsWith("kitchen");
          assertThat(chromium.texts(".mark")).hasSizeGreaterThan(40);
          assertThat(chromium.texts(".timeline .label")).contains("door", "<img src=x onerror=al…");
          assertThat(chromium.texts(".next tbody th")).contains("door");
          assertThat(chromium.drawn(0)).as("scores").isGreaterThan(100);
        });
    assertThat(chromium.find("[aria-label='What comes next']").getText())
        .containsPattern("The next event has come by .* with a probability of 10%");
    assertThat(chromium.find(".plot").getAttribute("aria-label"))
        .contains("Timeline of", EventRig.HOSTILE, "bits");
  }

  @Test
  void eventThatWasNeverKnown_isToldOfInWords_andMarked() {
    open(KITCHEN);
    soon(
        () ->
            assertThat(chromium.find(".alert").getText())
                .contains("something happened that was never known before", "Usual then: door"));
    assertThat(chromium.find("h1").getText()).contains("odd now");
    assertThat(chromium.texts(".timeline .span.bad")).isNotEmpty();
    assertThat(chromium.texts(".mark.bad path.head")).isNotEmpty();
    assertThat(chromium.find("[aria-label='Why there is an alert or none']").getText())
        .contains("Firing since", "new-token");
    assertThat(chromium.number("return document.images.length")).isZero();
  }

  @Test
  void arrowKeys_goFromEventToEvent_andTellEachInWords() {
    open(KITCHEN);
    soon(() -> assertThat(chromium.texts(".mark")).isNotEmpty());
    chromium.find(".plot").sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);

    soon(() -> assertThat(chromium.find(".tip").isDisplayed()).isTrue());
    assertThat(chromium.find(".tip").getText()).contains("tap", "bits", "probability", "or else:");
    assertThat(chromium.find(".readout").getText()).contains("tap", "or else");
    assertThat(chromium.find(".plot").getAttribute("aria-label")).contains("tap");
  }

  @Test
  void newEvent_appearsWithoutAReload() throws Exception {
    open("#/p/flat/s/" + URLEncoder.encode(EventRig.HALL, UTF_8).replace("+", "%20"));
    soon(() -> assertThat(chromium.texts(".mark")).isNotEmpty());
    assertThat(chromium.find("h1").getText()).startsWith(EventRig.HALL);
    soon(() -> assertThat(chromium.texts(".timeline .break")).isNotEmpty());
    soon(() -> assertThat(chromium.texts(".timeline .label")).contains("end of the session"));
    String before = chromium.find(".facts").getText();
    rig.next(EventRig.HALL, "window");

    soon(
        () -> {
          assertThat(chromium.find(".facts").getText()).isNotEqualTo(before).contains("window at");
          assertThat(chromium.texts(".timeline .label")).contains("window");
        });
  }

  /** Or "exe.png" would be read, and what stands behind it backwards. */
  @Test
  void charactersThatTurnATextAround_areShownByTheirNumbers() throws Exception {
    open("#/p/flat/s/" + URLEncoder.encode(EventRig.HALL, UTF_8).replace("+", "%20"));
    soon(() -> assertThat(chromium.texts(".mark")).isNotEmpty());
    rig.next(EventRig.HALL, "\u202egnp.exe");

    String shown = "\\u202egnp.exe";
    soon(
        () -> {
          assertThat(chromium.find(".facts").getText()).contains(shown + " at");
          assertThat(chromium.texts(".timeline .label")).contains(shown);
          assertThat(chromium.find(".plot").getAttribute("aria-label")).contains(shown);
        });
    assertThat(chromium.run("return document.documentElement.outerHTML").toString())
        .doesNotContain("\u202e");
  }

  @Test
  void narrowWindow_needsNoScrollingSideways_alsoInTheDark() {
    chromium.size(360, 740);
    chromium.look("dark");
    for (String place : new String[] {"", "#/p/flat", KITCHEN}) {
      open(place);
      soon(
          () ->
              assertThat(chromium.texts(place.contains("/s/") ? ".mark" : "td.key")).isNotEmpty());
      assertThat(chromium.fits()).as(place).isTrue();
    }
  }
}
