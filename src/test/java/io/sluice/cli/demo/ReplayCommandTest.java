package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Sluice;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
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
  void spreadsheetWithSemicolons_isRefusedWithTheColumnsThatAreMissing() throws Exception {
    assertThat(replay("\uFEFFts;key;value\n1700006400;a;10,016\n1700006400;b;10,186\n"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("there is no column key (key), none ts (timestamp), none value (target value)")
        .contains("the columns are ts;key;value")
        .contains("separated by ';'", "points in numbers");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void fileThatCannotBeReadAsCsv_isWrongUsage() throws Exception {
    assertThat(replay("ts,key,value\n1700006400,a,\"1\n")).isEqualTo(2);
    assertThat(err.toString()).contains("rows.csv: after line 1: ");
  }

  @Test
  void fileOfWhichNoRowIsUsable_isAFailure_andSaysWhy() throws Exception {
    assertThat(replay("ts,key,value\n15.11.2023,a,10\n16.11.2023,b,10\n")).isEqualTo(1);
    assertThat(err.toString())
        .contains("dead letters: 2 of 2 records, 0 of 0 windows")
        .contains("  invalid-timestamp: 2, first in rows.csv:2: ")
        .contains("No record of ");
    assertThat(out.toString()).contains("\"records\":2,", "\"dead_lettered\":2,");
  }

  @Test
  void lossOfMoreThanATenth_isTold_andIsAFailureUnlessItIsAllowed() throws Exception {
    String csv = rows(27) + "later,a,1\nlater,a,1\n,a,1\n";
    assertThat(replay(csv)).isZero();
    assertThat(replay(csv + "1700006400,,1\n")).isEqualTo(3);
    assertThat(err.toString())
        .contains("dead letters: 4 of 31 records")
        .contains("  invalid-timestamp: 2, first in rows.csv:29: field ts")
        .contains("  missing-timestamp: 1, first in rows.csv:31: ")
        .contains("  missing-key: 1, first in rows.csv:32: field key is missing")
        .contains("More than a tenth of the records of ", "--allow-loss");
    assertThat(out.toString())
        .contains("\"left_open\":0,")
        .contains("{\"reason\":\"missing-key\",\"records\":1,\"file\":\"rows.csv\",\"line\":32}")
        .contains(
            "{\"reason\":\"invalid-timestamp\",\"records\":2,\"file\":\"rows.csv\",\"line\":29}");
    assertThat(replay(csv + "1700006400,,1\n", "--allow-loss")).isZero();
  }

  @Test
  void rowsNewestFirst_areSorted_andNoneIsLate() throws Exception {
    List<String> lines =
        (rows(48) + rows(48).replace(",a,", ",b,").substring(13))
            .lines()
            .collect(Collectors.toList());
    String header = lines.remove(0);
    Collections.reverse(lines);
    assertThat(replay(header + "\n" + String.join("\n", lines) + "\n")).isZero();
    assertThat(err.toString()).contains("rows.csv is sorted newest first", "were sorted by time");
    assertThat(out.toString())
        .contains("\"windowed\":96,\"late\":0,", "\"left_open\":0,", "\"lost\":[]");
  }

  @Test
  void hourThatComesTwice_isTwoHours() throws Exception {
    Path config = dir.resolve("sluice.yaml");
    String berlin =
        Files.readString(config)
            .replace("format: epoch-seconds", "format: iso-8601, zone: Europe/Berlin")
            .replace("value: mean", "n: { field: value, aggregate: count }");
    Files.writeString(config, berlin);
    StringBuilder csv = new StringBuilder("ts,key,value\n");
    for (int i = -18; i < 18; i++) {
      Instant time = Instant.parse("2023-10-29T01:00:00Z").plusSeconds(600L * i);
      csv.append(time.atZone(ZoneId.of("Europe/Berlin")).toLocalDateTime()).append(",a,1\n");
    }
    assertThat(replay(csv.toString())).isZero();
    assertThat(Files.readAllLines(dir.resolve("out").resolve("forecasts.jsonl")))
        .hasSize(6)
        .allMatch(line -> line.contains("\"observed\":{\"n\":6}"));
  }

  @Test
  void timesInAnotherUnit_areRefused() throws Exception {
    assertThat(replay(rows(30).replaceAll("(?m)^(\\d{10}),", "$1" + "000,"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("times that look like milliseconds: 30, first in rows.csv:2")
        .contains("should source.timestamp.format be epoch-millis?");
  }

  private static String rows(int count) {
    StringBuilder csv = new StringBuilder("ts,key,value\n");
    for (int i = 0; i < count; i++) {
      csv.append(1_700_006_400L + 3600L * i).append(",a,").append(i % 5).append('\n');
    }
    return csv.toString();
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
