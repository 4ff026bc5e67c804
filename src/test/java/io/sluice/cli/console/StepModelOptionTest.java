package io.sluice.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Sluice;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The pipeline's own model does not exist yet. */
final class StepModelOptionTest {
  @TempDir Path dir;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeFiles() throws Exception {
    TestModels.gru(dir, "other", 8, 1, 6, new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4), 1);
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          tides:
            source: { topic: gauges, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 10m }
            targets: { level: mean }
            model: own.onnx
        """);
    Files.writeString(
        dir.resolve("tides.csv"),
        IntStream.range(0, 400)
            .mapToObj(t -> "%d,a,%d\n".formatted(t * 600, 50 + t % 7))
            .collect(Collectors.joining("", "ts,gauge,level\n", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"backtest", "generate"})
  void modelThatIsNamed_runsInPlaceOfThePipelines(String command) {
    String other = dir.resolve("other.onnx").toString();
    assertThat(run(command, "--model", other)).as(err.toString()).isZero();
    assertThat(dir.resolve("out")).isNotEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"backtest", "generate"})
  void pipelinesModel_hasToExistWhenNoOtherIsNamed(String command) {
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString()).contains("no readable model file; looked for", "own.onnx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backtest", "generate"})
  void modelThatCannotBeLoaded_isWrongUsage(String command) {
    assertThat(run(command, "--model", dir.resolve("tides.csv").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("tides.csv");
  }

  private int run(String command, String... more) {
    Stream<String> common =
        Stream.of(
            command,
            "--config=" + dir.resolve("sluice.yaml"),
            "--pipeline=tides",
            "--csv=" + dir.resolve("tides.csv"),
            "--out=" + dir.resolve("out"));
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(new StringWriter()));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(Stream.concat(common, Stream.of(more)).toArray(String[]::new));
  }
}
