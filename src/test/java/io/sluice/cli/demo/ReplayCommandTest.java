package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Sluice;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever replays a file learns what became of it. */
class ReplayCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path dir;

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          p:
            source: { topic: t, keyed: true, key: key, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 1h }
            targets: { value: mean }
            model: %s
        """
            .formatted(Path.of("models/general.onnx").toAbsolutePath()));
  }

  @Test
  void spreadsheetWithSemicolons_isToldByReasonAndColumns_andIsAFailure() throws Exception {
    assertThat(replay("\uFEFFts;key;value\n1700006400;a;10,016\n1700006400;b;10,186\n"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("dead letters: 2 of 2 records, 0 of 0 windows")
        .contains("  malformed-json: 2, first in line 2: ")
        .contains("No record of ")
        .contains("Its columns are: ts;key;value");
    assertThat(out.toString()).contains("\"records\":2,", "\"dead_lettered\":2,");
  }

  @Test
  void rowsOfWhichSomeAreUsable_areNoFailure_andTheOthersAreTold() throws Exception {
    assertThat(replay("ts,key,value\n1700006400,a,1\n1700006400,b,\"10,186.5\"\n1700006400,,1\n"))
        .isZero();
    assertThat(err.toString())
        .contains("dead letters: 2 of 3 records")
        .contains("  missing-key: 1, first in line 4: field key is missing")
        .contains("  invalid-value: 1, first in line 3: field value is not a finite number");
    assertThat(out.toString()).contains("\"left_open\":0,");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 101})
  void numberOfPartitions_isFrom1To100(int partitions) throws Exception {
    assertThat(replay("ts,key,value\n", "--partitions=" + partitions)).isEqualTo(2);
    assertThat(err.toString()).contains("--partitions must be a number from 1 to 100");
  }

  @Test
  void partitions_areOnlyForTheEmbeddedBroker() throws Exception {
    Path csv = Files.writeString(dir.resolve("rows.csv"), "ts,key,value\n");
    assertThat(run(List.of("--csv=" + csv, "--partitions=4"))).isEqualTo(2);
    assertThat(err.toString()).contains("--partitions goes with --embedded only");
  }

  private int replay(String csv, String... more) throws Exception {
    Path file = Files.writeString(dir.resolve("rows.csv"), csv);
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--csv=" + file, "--embedded", "--out=" + dir.resolve("out")));
    return run(arguments);
  }

  private int run(List<String> more) {
    List<String> arguments =
        new ArrayList<>(List.of("replay", "-c", dir.resolve("sluice.yaml").toString()));
    arguments.add("--pipeline=p");
    arguments.addAll(more);
    return Sluice.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }
}
