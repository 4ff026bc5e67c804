package io.sluice.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Sluice;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service logs, in the form that a log collector is told of. */
@Timeout(60)
final class LoggingTest {
  /** A broker that cannot be resolved: it is warned of, and the start fails at once. */
  private static final String CONFIG =
      """
      kafka: { bootstrap.servers: "broker.invalid:9092" }
      pipelines:
        home:
          source: { topic: readings, key: room }
          window: { size: 10m }
          targets: { value: mean }
          model: m.onnx
      """;

  @TempDir Path dir;

  /** The lines on standard error of {@code run} in a process of its own, the last one left out. */
  private List<String> log(String... options) throws IOException, InterruptedException {
    TestModels.gru(dir, "m", 8, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1);
    Path config = Files.writeString(dir.resolve("sluice.yaml"), CONFIG);
    // Without logback-test.xml, which says less.
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            Sluice.class.getName(),
            "run",
            "-c",
            config.toString());
    builder.command().addAll(List.of(options));
    Path err = dir.resolve("err");
    Process process =
        builder.redirectError(err.toFile()).redirectOutput(dir.resolve("out").toFile()).start();
    assertThat(process.waitFor()).isEqualTo(1);
    List<String> lines = Files.readAllLines(err, StandardCharsets.UTF_8);
    assertThat(lines).hasSizeGreaterThan(1).last().asString().startsWith("sluice run: ");
    return lines.subList(0, lines.size() - 1);
  }

  @Test
  void json_isOneObjectPerEventWithItsFields() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String line : log("--log-format", "json")) {
      events.add(new ObjectMapper().readTree(line));
    }

    assertThat(events)
        .extracting(event -> event.at("/event").asText())
        .containsExactly("http-started", "broker-unreachable");
    JsonNode event = events.get(1);
    assertThat(event.at("/level").asText()).isEqualTo("WARN");
    assertThat(event.at("/loggerName").asText()).isEqualTo("io.sluice.kafka");
    assertThat(event.at("/event").asText()).isEqualTo("broker-unreachable");
    assertThat(event.at("/address").asText()).isEqualTo("broker.invalid:9092");
    assertThat(event.at("/reason").asText()).isEqualTo("unknown host");
    assertThat(event.at("/timestamp").asLong()).isPositive();
  }

  @Test
  void text_isWhatPeopleRead() throws Exception {
    assertThat(log())
        .hasSize(2)
        .last()
        .asString()
        .matches(
            "\\d{4}-\\S+Z WARN  io.sluice.kafka \\[main] event=broker-unreachable"
                + " address=broker.invalid:9092 reason=\"unknown host\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", ""})
  void formatThatIsNone_isWrongUsage(String format) {
    StringWriter err = new StringWriter();
    int code =
        Sluice.commandLine()
            .setErr(new PrintWriter(err))
            .execute("run", "-c", "none.yaml", "--log-format", format);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("--log-format", "TEXT", "JSON");
  }
}
