package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards and rules find their metrics in what a small service serves by default. */
final class DemoMetricsTest {
  private static final Path GRAFANA = Path.of("grafana");
  private static final Pattern EXPRESSION =
      Pattern.compile(
          "\"(?:expr|definition)\": \"((?:[^\"\\\\]|\\\\.)*)\"|^ +expr: (.*)$", Pattern.MULTILINE);
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:sluice|kafka|jvm|process|disk|system)_\\w+");
  private static final Pattern SAMPLE = Pattern.compile("^([a-z]\\w*)[{ ]", Pattern.MULTILINE);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Four pipelines of 68 keys; all of Kafka's made it 943 kB. */
  private static final int MOST_BYTES = 100_000;

  @TempDir Path dir;

  private final HttpClient client = HttpClient.newHttpClient();
  private byte[] metrics = new byte[0];

  @Test
  void demo_servesEveryMetricOfDashboardsAndRules_inFewBytes() throws Exception {
    Set<String> needed = names(METRIC, expressions());
    assertThat(needed).hasSizeGreaterThan(40).contains("kafka_stream_thread_process_ratio");
    try (Demo demo = DemoTest.start(dir)) {
      HttpRequest scrape =
          HttpRequest.newBuilder(URI.create(demo.url() + "metrics"))
              .header("Accept-Encoding", "gzip")
              .build();
      long end = System.nanoTime() + LIMIT.toNanos();
      demo.run(
          () -> System.nanoTime() > end || names(SAMPLE, text(scrape)).containsAll(needed),
          running -> {});
    }
    String text = new String(metrics, StandardCharsets.UTF_8);
    assertThat(names(SAMPLE, text)).containsAll(needed);
    assertThat(metrics).hasSizeLessThan(MOST_BYTES);
  }

  private String text(HttpRequest scrape) {
    try {
      HttpResponse<byte[]> answer = client.send(scrape, BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(answer.body()).hasSizeLessThan(MOST_BYTES / 5);
      metrics = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
      return new String(metrics, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String expressions() throws IOException {
    try (Stream<Path> files = Files.walk(GRAFANA)) {
      return files
          .filter(
              file -> file.toString().endsWith(".json") || file.toString().endsWith(".rules.yml"))
          .map(DemoMetricsTest::expressions)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String expressions(Path file) {
    try {
      return EXPRESSION
          .matcher(Files.readString(file))
          .results()
          .map(found -> found.group())
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher found = pattern.matcher(text);
    while (found.find()) {
      names.add(found.groupCount() == 0 ? found.group() : found.group(1));
    }
    return names;
  }
}
