package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Sluice;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories of simulated worlds as files, which shipped models are trained on. */
final class WorldHistoryTest {
  @TempDir Path directory;

  @Test
  void history_isTheSameForASeed_andHasTheColumnsOfTheExample() throws Exception {
    List<String> one = simulate("one.csv", "1");
    assertThat(one.get(0)).isEqualTo("ts,home,sensor");
    assertThat(one).hasSizeGreaterThan(10_000).allMatch(line -> line.split(",", -1).length == 3);
    assertThat(one.get(1)).matches("17361\\d{5},[A-Z][a-z]+,[a-z-]+");
    assertThat(simulate("again.csv", "1")).isEqualTo(one);
    assertThat(simulate("other.csv", "2")).isNotEqualTo(one);
  }

  @Test
  void configurationOfSeveralPipelines_isRefused() {
    StringWriter err = new StringWriter();
    int code =
        Sluice.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(
                "simulate",
                "-c",
                "examples/compose.yaml",
                "--csv",
                directory.resolve("x.csv").toString());
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("--csv is for a configuration of one pipeline");
  }

  private List<String> simulate(String name, String seed) throws Exception {
    Path file = directory.resolve(name);
    int code =
        Sluice.commandLine()
            .setOut(new PrintWriter(new StringWriter(), true))
            .execute(
                "simulate",
                "-c",
                "examples/home-events.yaml",
                "--csv",
                file.toString(),
                "--seed",
                seed);
    assertThat(code).isZero();
    return Files.readAllLines(file);
  }
}
