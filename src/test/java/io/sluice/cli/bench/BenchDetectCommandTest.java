package io.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Sluice;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchDetectCommandTest {
  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... more) {
    CommandLine command = Sluice.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    String[] args = new String[more.length + 2];
    args[0] = "bench";
    args[1] = "detect";
    System.arraycopy(more, 0, args, 2, more.length);
    return command.execute(args);
  }

  @Test
  void lastLine_isTheResultAsJson() throws Exception {
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
    Path model = TestModels.gru(dir, "small", 4, 1, 1, scaler, 1);
    assertThat(run("--keys=1", "--windows=400", "--window=60", "--model=" + model, "--json"))
        .isZero();
    List<String> lines = out.toString().lines().toList();
    JsonNode json = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(json.get("kinds")).hasSize(9);
    assertThat(json.get("seasonal")).hasSize(9);
    assertThat(json.get("of_eight")).hasSize(7);
    assertThat(json.get("shared")).hasSize(7);
    assertThat(lines).anyMatch(line -> line.startsWith("false alarms"));
  }

  @ParameterizedTest
  @CsvSource({
    "--keys, 0, --keys must be positive",
    "--windows, 300, a series needs more than 300 windows",
    "--window, 7, the window must divide a day",
    "--window, 1440, the window must divide a day",
    "--amplitude, -1, --amplitude must be positive"
  })
  void badOption_isRefused(String option, String value, String message) {
    assertThat(run(option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }
}
