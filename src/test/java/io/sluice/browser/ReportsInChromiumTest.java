package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cli.Sluice;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.report.Chapters;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.SequenceExporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import picocli.CommandLine;

/** Reports as files in a browser. Skipped where no Chromium is installed. */
@Timeout(180)
final class ReportsInChromiumTest {
  private static final int WINDOWS = 600;

  @TempDir static Path dir;
  private static Chromium chromium;

  @BeforeAll
  static void begin() throws Exception {
    chromium = Chromium.start();
    Files.copy(Path.of("models/general.onnx"), dir.resolve("general.onnx"));
    Files.writeString(dir.resolve("history.csv"), rows());
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          climate:
            source: { topic: t, key: key, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 10m }
            targets: { value: mean }
            model: general.onnx
            alerts: { budget: 1d }
        """);
  }

  private static String rows() {
    Random random = new Random(2);
    StringBuilder rows = new StringBuilder("ts,key,value\n");
    String hostile = '"' + Watched.HOSTILE.replace("\"", "\"\"") + '"';
    for (int t = 0; t < WINDOWS; t++) {
      for (String key : new String[] {"hall", "attic", hostile}) {
        double value = 20 + 3 * Math.sin(t * 2 * Math.PI / 144) + 0.2 * random.nextGaussian();
        value += key.equals("attic") && t == 500 ? 30 : 0;
        rows.append(1_700_006_400L + t * 600L).append(',').append(key).append(',').append(value);
        rows.append('\n');
      }
    }
    return rows.toString();
  }

  @AfterAll
  static void end() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void aWindow() {
    chromium.size(1280, 900);
  }

  @AfterEach
  void nothingIsWrong_andNobodyWasAsked() {
    chromium.assertClean("file://" + dir);
  }

  private static void report(String file, String command, String... more) throws IOException {
    CommandLine sluice = Sluice.commandLine();
    StringWriter err = new StringWriter();
    sluice.setOut(new PrintWriter(new StringWriter()));
    sluice.setErr(new PrintWriter(err));
    String out = dir.resolve(command).toString();
    String config = dir.resolve("sluice.yaml").toString();
    String csv = dir.resolve("history.csv").toString();
    String[] arguments = {
      command, "-c", config, "--csv", csv, "--pipeline", "climate", "--out", out
    };
    String[] all = Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
    assertThat(sluice.execute(all)).as(err.toString()).isZero();
    Path page = Path.of(out, file);
    assertThat(Files.size(page)).isLessThan(Chapters.MOST_BYTES);
    chromium.open(page.toUri().toString());
    soon(() -> assertThat(chromium.drawn(0)).isGreaterThan(2000));
    assertThat(chromium.number("return document.images.length")).isZero();
    assertThat(chromium.find(".readout").getText()).isNotEmpty();
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }

  @Test
  void detection_drawsEverySeries_byChoiceAndBySearch_withDatesOnTheAxis() throws Exception {
    report("report.html", "detect");
    assertThat(chromium.texts("#chosen h3")).containsExactly("attic");
    assertThat(chromium.find("#chosen").getText()).contains("2023", "outlier");
    chromium.find("#search").sendKeys("ONERROR");
    soon(() -> assertThat(chromium.texts("td.key")).containsExactly(Watched.HOSTILE));
    chromium.find("td.key a").click();

    soon(
        () -> {
          assertThat(chromium.texts("#chosen h3")).containsExactly(Watched.HOSTILE);
          assertThat(chromium.drawn(0)).isGreaterThan(2000);
          assertThat(chromium.drawn(1)).as("scores").isGreaterThan(300);
        });
    chromium.reload();
    soon(() -> assertThat(chromium.texts("#chosen h3")).containsExactly(Watched.HOSTILE));
    chromium.find(".plot").sendKeys(Keys.ARROW_LEFT);
    soon(() -> assertThat(chromium.find(".readout").getText()).containsPattern("Nov 1\\d, 2023"));
  }

  @Test
  void backtest_readsAsSentences_andFitsANarrowWindow() throws Exception {
    chromium.size(360, 740);
    report("report.html", "backtest", "--model", dir.resolve("general.onnx").toString());

    assertThat(chromium.find("#chosen p").getText())
        .matches("The model's SQL is \\d+% (below|above) [a-z-]+'s\\..*");
    assertThat(chromium.drawn(3)).as("the fans of a series").isGreaterThan(1000);
    assertThat(chromium.fits()).isTrue();
  }

  @Test
  void labels_areListedWithTheirTimes() throws Exception {
    ScalerSpec scaler = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");
    ModelSpec spec = TestModels.spec("past", Architecture.of(Cell.GRU, 1, 8), 1, 1, scaler);
    Path model = dir.resolve("past.onnx");
    SequenceExporter.write(model, spec, Initializer.bidirectional(spec, 1), 48, Map.of());
    report("label.html", "label", "--model", model.toString());

    assertThat(chromium.texts("#chosen time")).isNotEmpty().allMatch(text -> text.contains("2023"));
  }

  @Test
  void sampledPaths_areDrawn() throws Exception {
    report("paths.html", "generate", "--series", "hall value", "--steps", "48");
    assertThat(chromium.find(".readout").getText()).contains("actual");
  }
}
