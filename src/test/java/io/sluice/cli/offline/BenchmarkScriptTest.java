package io.sluice.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Sluice;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code models/benchmark.sh} with a command in the place of {@code sluice} that notes words. */
@DisabledOnOs(OS.WINDOWS) // has no bash
final class BenchmarkScriptTest {
  @TempDir Path dir;

  private final List<List<String>> commands = new ArrayList<>();

  @BeforeEach
  void writeStub() throws IOException {
    Path stub = dir.resolve("sluice");
    Files.writeString(
        stub,
        """
        #!/usr/bin/env bash
        printf '%s\\t' "$@" >> "$NOTED"
        echo >> "$NOTED"
        if [[ $1 == backtest ]]; then
          while [[ $1 != --out ]]; do shift; done
          cp "$SCORED" "$2/metrics.json"
        fi
        """);
    assertThat(stub.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        dir.resolve("metrics.json"),
        """
        {
          "horizon" : 48,
          "windows" : 1,
          "series" : 414,
          "forecasts-missing" : 2,
          "next-window" : {
            "forecasts" : 5004.0
          },
          "mean" : {
            "model" : {
              "MASE" : 0.958,
              "SQL" : 7.5E-1,
              "WQL" : null,
              "sMAPE" : 0.091915
            },
            "same-phase" : {
              "MASE" : 2.395,
              "SQL" : 1.25,
              "WQL" : 0.5,
              "sMAPE" : 0.18383
            }
          },
          "keys" : {
            "a value" : {
              "model" : {
                "MASE" : 9.0
              }
            }
          }
        }
        """);
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(dir.resolve(name), String.join("\n", lines) + "\n");
  }

  /** What the script prints; its commands are in {@link #commands}. */
  private String run(Map<String, String> environment, Object... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("bash", "models/benchmark.sh"));
    Arrays.stream(words).map(String::valueOf).forEach(line::add);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("SLUICE", dir.resolve("sluice").toString());
    builder.environment().put("NOTED", dir.resolve("noted").toString());
    builder.environment().put("SCORED", dir.resolve("metrics.json").toString());
    builder.environment().put("OUT", dir.resolve("out").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    for (String noted : Files.readAllLines(dir.resolve("noted"))) {
      commands.add(List.of(noted.split("\t")));
    }
    return said;
  }

  @ParameterizedTest
  @CsvSource({
    "ett, tuned, 168, 3360, 20",
    "ett, default, 168, 3360, 20",
    "m4, tuned, 48, 48, 1",
    "m4, default, 48, 48, 1",
    "pasta, tuned, 28, 280, 10",
    "pasta, default, 28, 280, 10",
    "air, tuned, 168, 1680, 10",
    "air, default, 168, 1680, 10",
    "household, tuned, 24, 1440, 60",
    "household, default, 24, 1440, 60",
    "stock, tuned, 1, 60, 60",
    "stock, default, 1, 60, 60"
  })
  void everyBenchmark_trainsBeforeItsTest_withOptionsThatThereAre(
      String name, String recipe, String horizon, String heldOut, String windows) throws Exception {
    String header = name.equals("air") ? "timestamp,CO(GT),C6H6(GT),NOx(GT),NO2(GT)" : "\"V1\",a";
    run(Map.of("RECIPE", recipe, "TRAIN_OPTS", "--seed 2"), name, file("data.csv", header));
    assertThat(commands).extracting(words -> words.get(0)).containsExactly("train", "backtest");
    for (List<String> words : commands) {
      Sluice.commandLine().parseArgs(words.toArray(String[]::new));
      assertThat(words).containsSequence("--horizon", horizon);
      assertThat(Path.of(words.get(words.indexOf("-c") + 1))).exists();
    }
    List<String> train = commands.get(0);
    assertThat(train).containsSequence("--held-out", heldOut).containsSequence("--seed", "2");
    assertThat(train.contains("--scaler")).isEqualTo(recipe.equals("tuned"));
    assertThat(train.contains("--season")).isEqualTo(recipe.equals("tuned"));
    assertThat(train.contains("--force")).isEqualTo(recipe.equals("tuned"));
    assertThat(commands.get(1)).containsSequence("--windows", windows).contains("--season");
  }

  @Test
  void airAsUciShipsIt_isATableOfFourGases_andTheFullFileHasThePublishedWindows() throws Exception {
    Path file =
        file(
            "AirQualityUCI.csv",
            "Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);PT08.S2(NMHC);NOx(GT);NO2(GT);AH;;\r",
            "10/03/2004;18.00.00;2,6;1360;150;11,9;1046;166;113;0,7578;;\r",
            "10/03/2004;19.00.00;-200;1292;112;9,4;955;-200;92;0,7255;;\r",
            ";;;;;;;;;;;\r");
    String said = run(Map.of(), "air", file);
    assertThat(dir.resolve("out/air/air.csv"))
        .content()
        .isEqualTo(
            """
            time,CO(GT),C6H6(GT),NOx(GT),NO2(GT)
            2004-03-10 18:00:00,2.6,11.9,166,113
            2004-03-10 19:00:00,,9.4,,92
            """);
    assertThat(said)
        .contains("Published on the full files, whose windows are others")
        .containsPattern("Chronos-2 +0.798 +1.021 +0.263");
    String rows =
        IntStream.range(0, 9357)
            .mapToObj(i -> "10/03/2004;18.00.00;2,6;1;1;1;1;1;1;1;;")
            .collect(Collectors.joining("\n"));
    file("full.csv", Files.readAllLines(file).get(0), rows);
    commands.clear();
    Files.delete(dir.resolve("noted"));
    assertThat(run(Map.of(), "air", dir.resolve("full.csv")))
        .contains("Published, on these windows");
    assertThat(commands.get(0)).containsSequence("--held-out", "3360");
    assertThat(commands.get(1)).containsSequence("--windows", "20");
  }

  @Test
  void minutesOfTheHousehold_areSummedByTheHour() throws Exception {
    String missing = "16/12/2006;18:00:00;?;?;?;?;?;?;";
    Path file = dir.resolve("household_power_consumption.txt.gz");
    try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(file))) {
      to.write(
          String.join(
                  "\n",
                  "Date;Time;Global_active_power;b;Voltage;d;Sub_metering_1;f;g",
                  "16/12/2006;17:24:00;4.216;0.418;234.840;18.400;0.000;1.000;17.000",
                  "16/12/2006;17:25:00;5.360;0.436;233.630;23.000;0.000;1.000;16.000",
                  missing,
                  "16/12/2006;19:59:00;6.000;0.436;233.630;23.000;40.000;1.000;16.000",
                  "")
              .getBytes(StandardCharsets.UTF_8));
    }
    assertThat(run(Map.of(), "household", file)).contains("No published figures are known");
    assertThat(Files.readAllLines(dir.resolve("out/household/household.csv")))
        .satisfies(
            rows -> assertThat(rows.get(0)).startsWith("time,Global_active").endsWith(",rest"))
        .endsWith(
            "2006-12-16 17:00:00,9.576,0.854,468.470,41.400,0.000,2.000,33.000,124.600",
            "2006-12-16 19:00:00,6.000,0.436,233.630,23.000,40.000,1.000,16.000,43.000");
  }

  @Test
  void hoursOfTheHouseholdThatAreAllZeros_areMissing() throws Exception {
    Path file =
        file(
            "hours.csv",
            "datetime,a,b,c,d,e,f,g,h",
            "2007-01-01 00:00:00,1.5,0,3,4,5,6,7,8",
            "2007-01-01 01:00:00,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0");
    run(Map.of(), "household", file);
    assertThat(Files.readAllLines(dir.resolve("out/household/household.csv")))
        .endsWith("2007-01-01 00:00:00,1.5,0,3,4,5,6,7,8", "2007-01-01 01:00:00,,,,,,,,");
  }

  /** Half of Naive2's sMAPE and two fifths of its MASE are an OWA of 0.45. */
  @Test
  void m4WithItsTestFile_hasTheCompetitionsScores() throws Exception {
    Path train = file("train.csv", "\"V1\",\"V2\",\"V3\"", "\"H1\",\"6\",\"5\"", "\"H2\",\"7\",");
    Path test = file("test.csv", "\"V1\",\"V2\"", "\"H1\",\"4\"", "\"H2\",\"8\"");
    String said = run(Map.of(), "m4", train, test);
    assertThat(Files.readAllLines(dir.resolve("out/m4/m4.csv")))
        .containsExactly(
            "series,time,value",
            "H1,946688400,6",
            "H1,946692000,5",
            "H1,946695600,4",
            "H2,946692000,7",
            "H2,946695600,8");
    assertThat(said)
        .contains("m4, tuned: 414 series, forecasts of each: 1 of 48 windows, 2 missing")
        .containsPattern("(?m)^model +0.750 +0.958 +- +9.19[12] +0.450$")
        .containsPattern("(?m)^same-phase +1.250 +2.395 +0.500 +18.383 +1.000$")
        .containsPattern("(?m)^  ES-RNN +- +0.893 +- +9.328 +0.440$")
        .contains("Published, on these windows");
    commands.clear();
    Files.delete(dir.resolve("noted"));
    assertThat(run(Map.of("RECIPE", "default"), "m4", train))
        .as("Naive2 of other windows is not known")
        .containsPattern("(?m)^model +0.750 +0.958 +- +9.19[12] +-$");
    assertThat(commands.get(1)).containsSequence("--out", dir.resolve("out/m4-default").toString());
  }
}
