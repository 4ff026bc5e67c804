package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path dir;

  @Test
  void worldsGoOnOverARestartAndEveryRecordIsAccountedFor() throws Exception {
    DemoSummary first = run();
    DemoSummary second = run();
    for (DemoSummary summary : List.of(first, second)) {
      assertThat(summary.isBalanced()).isTrue();
      assertThat(summary.keys()).isEqualTo(68);
      assertThat(summary.pipelines())
          .containsOnlyKeys("home", "stock", "supply-chain", "home-events");
      assertThat(summary.pipelines().values())
          .allSatisfy(
              counts -> {
                assertThat(counts.forecasts()).isPositive();
                assertThat(counts.windowed()).isEqualTo(counts.records());
              });
    }
    assertThat(first.pipelines().values()).allMatch(counts -> counts.keys() > 0);
    assertThat(second.pipelines().values()).allMatch(counts -> counts.keys() == 0);
    assertThat(first.toJson()).contains("\"injected\":0", "\"supply-chain\":{\"records\":");
  }

  /** Until every pipeline has forecast. */
  private DemoSummary run() throws Exception {
    long begin = System.nanoTime();
    try (Demo demo = start(dir)) {
      demo.run(
          () ->
              System.nanoTime() - begin > LIMIT.toNanos()
                  || demo.pipelines().stream().allMatch(p -> p.metrics().forecastCount() > 0),
          running -> {});
      demo.finish();
      return DemoSummary.of(demo.pipelines(), (System.nanoTime() - begin) / 1e9);
    }
  }

  static Demo start(Path dir) throws Exception {
    return Demo.start(config(dir), null, "test", dir);
  }

  private static SluiceConfig config(Path dir) throws Exception {
    Path file = dir.resolve("demo.yaml");
    try (InputStream bundled = DemoTest.class.getResourceAsStream("/demo.yaml")) {
      Files.write(file, bundled.readAllBytes());
    }
    return ConfigLoader.load(
        file, name -> name.equals("SLUICE_HOME") ? Path.of("").toAbsolutePath().toString() : null);
  }
}
