package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What train, backtest and generate can be given to read, and what they say when it is no good. */
final class HistoryOptionsTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeModel() throws Exception {
    TestModels.gru(dir, "m", 8, 1, 6, SCALER, 1);
    configure("localhost:1");
  }

  private void configure(String broker) throws Exception {
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        kafka: { bootstrap.servers: "%s" }
        pipelines:
          tides:
            source: { topic: gauges, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 10m }
            targets: { level: mean }
            model: m.onnx
        """
            .formatted(broker));
  }

  private int run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-c", dir.resolve("sluice.yaml").toString(), "--pipeline", "tides"));
    arguments.addAll(List.of(more));
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments.toArray(String[]::new));
  }

  private Path file(String rows) throws Exception {
    return Files.writeString(dir.resolve("rows.csv"), rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "backtest", "generate"})
  void columnThatIsMissing_isWrongUsage(String command) throws Exception {
    Path csv = file("ts,station,level\n0,a,1\n");
    assertThat(run(command, "--out=" + dir.resolve("out"), "--csv=" + csv)).isEqualTo(2);
    assertThat(err.toString())
        .contains(csv + ": there is no column gauge (key); the columns are ts, station, level");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | there are no records in it",
        "0,a,1 | series of a single value (skipped): 1",
        "x,a,1 | records that are no event, invalid-timestamp: 1",
        "0,a,NaN | records that are no event, invalid-value: 1",
        "0,a, | records that are no event, missing-value: 1",
      })
  void historyOfNoUse_failsWithTheReason(String row, String reason) throws Exception {
    Path csv = file("ts,gauge,level\n" + row + "\n");
    for (String command : List.of("train", "backtest", "generate")) {
      err.getBuffer().setLength(0);
      assertThat(run(command, "--out=" + dir.resolve("out"), "--csv=" + csv)).isEqualTo(1);
      assertThat(err.toString())
          .endsWith(
              "sluice %s: rows.csv has no series that can be used: %s%n"
                  .formatted(command, reason));
    }
  }

  @Test
  void shortAndConstantKeys_areCountedBeforeTheTraining() throws Exception {
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < 60; t++) {
      rows.append(t < 5 ? "%d,short,%d\n".formatted(t * 600, t) : "");
      rows.append(t < 24 ? "%d,young,%d\n".formatted(t * 600, t) : "");
      rows.append("%d,flat,7\n".formatted(t * 600));
    }
    String csv = "--csv=" + file(rows.toString());
    assertThat(run("train", "--out=x.onnx", csv, "--season=24", "--horizon=6")).isEqualTo(1);
    assertThat(err.toString())
        .contains("series of no more values than the warm-up of 21 (skipped): 1 ('short level')")
        .contains("and horizon, 27 (they teach the first steps): 1 ('young level')")
        .contains("constant series: 1 ('flat level')")
        .contains("no forecast of held-out time, from 1970-01-01T07:52:00Z on, can be scored:");
  }
}
