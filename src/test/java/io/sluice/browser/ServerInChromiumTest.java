package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.http.HttpConfig;
import io.sluice.config.http.Token;
import io.sluice.live.Live;
import io.sluice.live.LivePipeline;
import io.sluice.live.LiveStep;
import io.sluice.metrics.Exposition;
import io.sluice.output.Alert;
import io.sluice.output.Samples;
import io.sluice.web.LiveSamples;
import io.sluice.web.WebServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** The page before a server that asks for a token, goes away, and is looked at in many tabs. */
@Timeout(120)
final class ServerInChromiumTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final LiveStep STEP = new LiveStep(null, null);

  /** As many connections to one server as a browser has, and some more. */
  private static final int TABS = 8;

  /** Notes from where each stream was asked to go on; null: from now on. */
  private static final String NOTING =
      """
      window.goneOn = [];
      const plain = window.fetch;
      window.fetch = (address, request) => {
        if (`${address}`.includes("/stream")) goneOn.push(request.headers["Last-Event-ID"] ?? null);
        return plain(address, request);
      };
      """;

  private final Live live = new Live();
  private final LivePipeline climate = live.add(LiveSamples.pipeline("climate"));
  private Chromium chromium;
  private WebServer server;

  @BeforeEach
  void begin() throws Exception {
    chromium = Chromium.start();
    climate.window(0, LiveSamples.window("hall", 0, 20, 0.5), false, STEP);
  }

  @AfterEach
  void end() {
    if (server != null) {
      server.close();
    }
    chromium.close();
  }

  private WebServer server(int port, @Nullable String token) throws IOException {
    return WebServer.start(
        new HttpConfig("127.0.0.1", port, token == null ? null : Token.of(token), null),
        accept -> new Exposition("text/plain", new byte[0]),
        () -> Map.of("climate", "RUNNING"),
        live,
        pipeline -> null);
  }

  private String address() {
    return "http://127.0.0.1:" + server.port() + "/";
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }

  private void isLive() {
    soon(() -> assertThat(chromium.find("#live").getText()).isEqualTo("live"));
  }

  @Test
  void token_isAskedFor_andAgainWhenItIsWrong_andKeptForTheTabAlone() throws Exception {
    server = server(0, TOKEN);
    chromium.open(address() + "#/p/climate");
    soon(() -> assertThat(chromium.find("#main").getText()).contains("bearer token (http.token)"));
    assertThat(chromium.find("#main").getText()).doesNotContain("hall");
    chromium.find("input[type=password]").sendKeys("another token of it", Keys.ENTER);
    soon(
        () -> {
          assertThat(chromium.find("input[type=password]").getDomProperty("value")).isEmpty();
          assertThat(chromium.run("return document.activeElement.type")).isEqualTo("password");
        });
    chromium.find("input[type=password]").sendKeys(TOKEN, Keys.ENTER);

    soon(() -> assertThat(chromium.texts("td.key")).containsExactly("hall"));
    isLive();
    assertThat(chromium.address()).doesNotContain(TOKEN);
    chromium.reload();
    soon(() -> assertThat(chromium.texts("td.key")).containsExactly("hall"));
    chromium.newTab(address() + "#/p/climate");
    soon(() -> assertThat(chromium.texts("input[type=password]")).hasSize(1));
  }

  @Test
  void serverThatComesBack_isFollowedAgain_andWhatWasSaidMeanwhileIsShown() throws Exception {
    server = server(0, null);
    chromium.open(address());
    isLive();
    int port = server.port();
    server.close();
    soon(() -> assertThat(chromium.find("#live").getText()).startsWith("not connected"));
    assertThat(chromium.find(".card").getText()).contains("climate");
    climate.alert(Samples.alert(Samples.key("hall"), Alert.Status.FIRING, Alert.Type.OUTLIER));

    server = server(port, null);
    isLive();
    soon(() -> assertThat(chromium.texts(".feed .alert")).hasSize(1));
  }

  @Test
  void moreTabsThanConnections_areAllLive_andOneThatIsLookedAtAgainHasMissedNothing()
      throws Exception {
    server = server(0, null);
    chromium.before(NOTING);
    chromium.open(address());
    isLive();
    climate.window(0, LiveSamples.window("hall", 1, 20, 0.5), false, STEP);
    soon(() -> assertThat(chromium.find("table.series").getText()).contains("hall"));
    String first = chromium.tab();
    for (int i = 1; i < TABS; i++) {
      chromium.newTab(address());
      isLive();
    }
    climate.alert(Samples.alert(Samples.key("hall"), Alert.Status.FIRING, Alert.Type.OUTLIER));
    soon(() -> assertThat(chromium.texts(".feed .alert")).hasSize(1));
    chromium.tab(first);

    soon(() -> assertThat(chromium.texts(".feed .alert")).hasSize(1));
    isLive();
    assertThat((List<?>) chromium.run("return goneOn"))
        .hasSize(2)
        .satisfies(gone -> assertThat(gone.get(0)).isNull())
        .satisfies(gone -> assertThat(gone.get(1)).isEqualTo("1"));
  }
}
