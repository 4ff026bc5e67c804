package io.sluice.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Sluice;
import io.sluice.config.Provider;
import io.sluice.model.ModelContract;
import io.sluice.model.StepModel;
import io.sluice.model.onnx.OnnxStepModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A training whose settings the data chooses. */
class SearchTrainingTest {
  private static final int HOURS = 24 * 30;

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path model;

  @BeforeEach
  void writeFiles() throws IOException {
    model = dir.resolve("tides.onnx");
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          tides:
            source: { topic: t, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 1h }
            targets: { level: mean }
            model: not-yet.onnx
        """);
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < HOURS; t++) {
      for (int gauge = 0; gauge < 2; gauge++) {
        double level = 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian();
        rows.append("%d,g%d,%s%n".formatted(t * 3600, gauge, level));
      }
    }
    Files.writeString(dir.resolve("tides.csv"), rows);
  }

  @Test
  void searchIsTold_reproducible_andRepeatedByItsCommand() throws Exception {
    assertThat(train("--search-steps", "200")).as(err.toString()).isZero();
    assertThat(err.toString())
        .contains("season: 24 windows (autocorrelation")
        .contains("horizon: 24 windows")
        .contains("tried: SQL ")
        .contains("chosen: SQL ");
    byte[] first = Files.readAllBytes(model);
    ModelContract contract = contract();
    assertThat(contract.horizon()).isEqualTo(24);
    int tried = err.toString().split("tried: ", -1).length - 1;
    assertThat(contract.metadata().get("training.search"))
        .isEqualTo(tried + " trainings, 200 steps in all");
    assertThat(contract.metadata().get("training.candidates").split("; ", -1)).hasSize(tried);

    assertThat(train("--search-steps", "200")).isZero();
    assertThat(model).hasBinaryContent(first);

    String repeat = contract.metadata().get("training.repeat");
    assertThat(repeat).doesNotContain("--search-steps").endsWith(" --validation 0");
    String[] chosen = repeat.substring(repeat.indexOf("--season ")).split(" ", -1);
    assertThat(train(chosen)).as(err.toString()).isZero();
    assertThat(contract().metadata())
        .containsEntry("skill.sql.model", contract.metadata().get("skill.sql.model"))
        .containsEntry("skill.mase.model", contract.metadata().get("skill.mase.model"));
  }

  @Test
  void optionsThatWereGiven_win() throws Exception {
    String[] given = {"--scaler=difference", "--seasons=3", "--horizon=5", "--season=12"};
    List<String> all = new ArrayList<>(List.of(given));
    all.add("--search-steps=30");
    assertThat(train(all.toArray(String[]::new))).as(err.toString()).isZero();
    ModelContract contract = contract();
    assertThat(contract.scaler().toString()).startsWith("difference;");
    assertThat(contract.horizon()).isEqualTo(5);
    assertThat(contract.metadata().get("decoder")).startsWith("seasonal;season=12;seasons=3;");
    assertThat(err.toString()).doesNotContain("season: ").doesNotContain("--scaler level");
  }

  @Test
  void validationThatShowsNothing_leavesTheLikeliestSettings() throws Exception {
    assertThat(train("--validation", "0.001", "--search-steps", "200")).as(err.toString()).isZero();
    assertThat(err.toString()).contains("search: none, the time before the held-out one");
    assertThat(contract().metadata().get("training.search")).startsWith("1 trainings");
  }

  private ModelContract contract() throws Exception {
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      return loaded.contract();
    }
  }

  private int train(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "-c",
                dir.resolve("sluice.yaml").toString(),
                "--pipeline=tides",
                "--csv=" + dir.resolve("tides.csv"),
                "--out=" + model,
                "--hidden=8",
                "--force"));
    all.addAll(List.of(more));
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(all.toArray(String[]::new));
  }
}
