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
import java.time.Instant;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a CSV file to a model that the service can load. */
class TrainCommandTest {
  private static final int HOURS = 24 * 40;

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;

  @BeforeEach
  void writeConfiguration() throws IOException {
    config =
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
  }

  @Test
  void noisySinesTrainAModelThatBeatsSeasonalNaiveAndLoads() throws Exception {
    Random random = new Random(1);
    Path csv = csv(t -> 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian());
    Path model = dir.resolve("models/tides.onnx");
    assertThat(train(csv, model, "--scaler", "level", "--epochs", "12", "--learning-rate", "0.01"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("model better by").contains("Wrote " + model);
    assertThat(err.toString()).contains("epoch 1/12").contains("left");
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      assertThat(loaded.contract().name()).isEqualTo("tides");
      assertThat(loaded.contract().horizon()).isEqualTo(6);
      assertThat(loaded.contract().metadata()).containsEntry("max-gap", "6");
      assertThat(Double.parseDouble(loaded.contract().metadata().get("skill.over-seasonal-naive")))
          .isGreaterThan(0.15);
      assertThat(loaded.contract().metadata().get("training.command"))
          .startsWith("./sluice train -c ")
          .doesNotContain(csv.toString())
          .contains("--csv tides.csv");
      // Of 40 days of hours the last fifth is held out.
      assertThat(loaded.contract().metadata().get("training.until")).startsWith("1970-02-01T");
    }
  }

  @Test
  void stackedLstmWithALearnedStateAndMaxout_trainsToAModelThatSaysSo() throws Exception {
    Random random = new Random(3);
    Path csv = csv(t -> 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian());
    Path model = dir.resolve("lstm.onnx");
    String[] shape = {
      "--cell",
      "lstm",
      "--layers",
      "2",
      "--initial-state",
      "learned",
      "--head",
      "maxout",
      "--residual",
      "--layer-norm"
    };
    assertThat(train(csv, model, with(shape, "--epochs", "2", "--keep"))).isZero();
    assertThat(err.toString()).contains("seasonal-naive").contains("% of steps clipped");
    assertThat(out.toString()).contains("Gradients were clipped in");
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      ModelContract contract = loaded.contract();
      assertThat(contract.cell()).isEqualTo("lstm");
      assertThat(contract.layers()).isEqualTo(2);
      assertThat(contract.stateSize()).isEqualTo(2 * 2 * 16);
      assertThat(contract.boundedState()).isFalse();
      assertThat(contract.metadata()).containsEntry("head", "maxout");
      assertThat(contract.metadata()).containsEntry("stacking", "residual,layer-norm");
      assertThat(contract.initialState()).doesNotContain(0);
    }
  }

  /** A gate that opens at random, one hour in four: only who knows when can tell the level. */
  @Test
  void levelThatAPlanDecides_isForecastByWhoeverKnowsThePlan() throws Exception {
    Files.writeString(config, Files.readString(config) + "    covariates: { known: [gate] }\n");
    Random random = new Random(5);
    boolean[] open = new boolean[HOURS];
    StringBuilder rows = new StringBuilder("ts,gauge,level,gate\n");
    for (int t = 0; t < HOURS; t++) {
      open[t] = random.nextInt(4) == 0;
      for (int gauge = 0; gauge < 4; gauge++) {
        double level = (open[t] ? 10 : 2) + 0.1 * random.nextGaussian();
        rows.append("%d,g%d,%s,%d%n".formatted(t * 3600, gauge, level, open[t] ? 1 : 0));
      }
    }
    Path csv = Files.writeString(dir.resolve("gates.csv"), rows);
    String[] shape = {"--scaler=level", "--seasons=1", "--season=24", "--epochs=6", "--keep"};
    double blind = skill(csv, with(shape, "--learning-rate=0.01", "--covariates=none"));
    double knowing = skill(csv, with(shape, "--learning-rate=0.01", "--covariates=known.gate"));
    assertThat(err.toString())
        .contains("'gate' is announced for at most 0 windows ahead, a forecast looks 6 ahead");
    assertThat(knowing).isGreaterThan(0.8);
    assertThat(blind).isLessThan(0.5);
  }

  private double skill(Path csv, String... options) throws Exception {
    Path model = dir.resolve("gates.onnx");
    assertThat(train(csv, model, options)).as(err.toString()).isZero();
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      return Double.parseDouble(loaded.contract().metadata().get("skill.over-seasonal-naive"));
    }
  }

  @Test
  void fieldThatThePipelineDoesNotKnow_isWrongUsage() throws Exception {
    Path csv = csv(t -> t);
    assertThat(train(csv, dir.resolve("m.onnx"), "--covariates", "known.gate")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "--covariates: pipelines.tides.covariates.known: the model needs the field gate, there"
                + " is none");
  }

  @Test
  void horizonBeyondWhatAPlanCanSay_isWrongUsage() throws Exception {
    Files.writeString(config, Files.readString(config) + "    covariates: { known: [gate] }\n");
    String[] far = {"--horizon", "512", "--covariates", "known.gate", "--seasons", "1"};
    assertThat(execute(csv(t -> t), dir.resolve("m.onnx"), far)).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "--covariates: feature ahead.known.gate looks 512 windows ahead, but at most 511"
                + " can be known");
  }

  @Test
  void covariateThatThereIsNot_isWrongUsage_andSaysWhichThereAre() throws Exception {
    Path csv = csv(t -> t);
    assertThat(train(csv, dir.resolve("m.onnx"), "--covariates", "gate")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "--covariates: there is no gate; there are time-of-day, day-of-week, day-of-year,"
                + " holiday and known.NAME");
  }

  @Test
  void moreSeasonsThanAKeyCanRemember_areWrongUsage() throws Exception {
    Path csv = csv(t -> t);
    assertThat(train(csv, dir.resolve("m.onnx"), "--seasons", "171")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "171 seasons of 24 windows are more than the 4096 values that a key can remember");
  }

  @Test
  void divergingTrainingWithNothingToKeep_failsWithAWordOnWhatToDo() throws Exception {
    Random random = new Random(4);
    Path csv = csv(t -> random.nextGaussian());
    Path model = dir.resolve("tides.onnx");
    assertThat(train(csv, model, "--learning-rate", "1e9", "--keep")).isEqualTo(1);
    assertThat(err.toString())
        .contains("training diverged with each of ")
        .contains("--learning-rate");
    assertThat(model).doesNotExist();
  }

  @Test
  void shapesThatThereAreNot_areRefused() throws Exception {
    Path csv = csv(t -> t);
    assertThat(train(csv, dir.resolve("m.onnx"), "--layers", "4")).isEqualTo(2);
    assertThat(train(csv, dir.resolve("m.onnx"), "--cell", "gruu")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--layers must be 1 to 3, is 4")
        .contains("'gruu'")
        .contains("rnn, gru, lstm");
  }

  @Test
  void optionsThatMakeNoSense_areWrongUsage() throws Exception {
    Path csv = csv(t -> t);
    Path model = dir.resolve("m.onnx");
    assertThat(train(csv, model, "--refit", "--validation", "0")).isEqualTo(2);
    assertThat(train(csv, model, "--decoder-width", "16")).isEqualTo(2);
    assertThat(train(csv, model, "--loss", "foo")).isEqualTo(2);
    assertThat(train(csv, model, "--head", "foo")).isEqualTo(2);
    assertThat(train(csv, model, "--residual")).isEqualTo(2);
    assertThat(train(csv, model, "--layer-norm")).isEqualTo(2);
    assertThat(err.toString())
        .contains("it cannot be combined with --validation 0")
        .contains("--decoder-width goes with --seasons")
        .contains("expected one of unit, seasonal-error, but was 'foo'")
        .contains("leaky-relu")
        .contains("residual connections and layer normalisation stand between layers");
    assertThat(model).doesNotExist();
  }

  @Test
  void placeThatCannotBeWrittenTo_isToldBeforeTheDataIsRead() throws Exception {
    Path csv = csv(t -> t);
    assertThat(train(csv, dir)).isEqualTo(2);
    assertThat(train(csv, csv.resolve("m.onnx"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("--out: " + dir + " is a directory")
        .contains("--out: " + csv + " is not a directory")
        .doesNotContain("records");
  }

  @Test
  void refit_isToldOnTheConsoleAndInTheFile_whenItsWeightsWereWritten() throws Exception {
    Random random = new Random(6);
    Path csv = csv(t -> 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian());
    Path model = dir.resolve("tides.onnx");
    String[] brief = {"--epochs", "2", "--keep", "--refit"};
    assertThat(train(csv, model, brief)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Refitted for ", "the weights are those of the refit.");
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      assertThat(loaded.contract().metadata()).containsKey("training.refit");
    }
  }

  @Test
  void timeLimit_isTold_andWhatItCutIsRecorded() throws Exception {
    Random random = new Random(8);
    Path csv = csv(t -> 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian());
    Path model = dir.resolve("tides.onnx");
    assertThat(train(csv, model, "--epochs", "5000", "--force", "--patience", "1")).isZero();
    // 5,000 epochs of 8 series of 960 windows at 500 a second.
    assertThat(err.toString()).contains("time limit: 1,280 minutes, for at most 5,000 epochs");
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      assertThat(loaded.contract().metadata().get("training.epochs"))
          .endsWith(" of 5000, the validation loss fell no further");
    }
  }

  @Test
  void stepsThatAreMostlyClipped_areToldWithAnotherNorm() throws Exception {
    Random random = new Random(9);
    Path csv = csv(t -> 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian());
    Path model = dir.resolve("tides.onnx");
    String[] tight = {"--epochs", "1", "--force", "--clip", "0.001"};
    assertThat(train(csv, model, tight)).isZero();
    assertThat(out.toString()).containsPattern("That is most of them: .* try --clip [\\d.]+");
    assertThat(train(csv, model, "--clip", "0")).isEqualTo(2);
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void sameCommandWritesTheSameFile() throws Exception {
    Random random = new Random(2);
    Path csv = csv(t -> t % 24 + random.nextGaussian());
    Path model = dir.resolve("tides.onnx");
    assertThat(train(csv, model, "--epochs", "1", "--keep")).isZero();
    byte[] first = Files.readAllBytes(model);
    Files.delete(model);
    assertThat(train(csv, model, "--epochs", "1", "--keep")).isZero();
    assertThat(model).hasBinaryContent(first);
  }

  /** An exact daily pattern: seasonal-naive never errs, and no network can be better. */
  @Test
  void networkThatATrivialForecasterBeats_isNotWritten_butThatForecasterIs() throws Exception {
    Path csv = csv(t -> t % 24 * 7 % 5);
    Path model = dir.resolve("tides.onnx");
    assertThat(train(csv, model, "--epochs", "1")).isZero();
    assertThat(out.toString())
        .contains("The network does not beat seasonal-naive, the strongest trivial forecaster")
        .contains("model worse by far")
        .containsPattern("tides.onnx: (seasonal-naive|same-phase)-(calibrated|plain), a trivial")
        .contains("What would help: ");
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      assertThat(loaded.contract().cell()).isEqualTo("none");
      assertThat(loaded.contract().metadata())
          .containsEntry("skill.sql.model", "0.0000")
          .hasEntrySatisfying("decoder", name -> assertThat(name).endsWith(";season=24"))
          .containsKeys("skill.sql.network", "training.command", "training.until");
    }
    assertThat(train(csv, model, "--epochs", "1", "--force")).isZero();
    assertThat(out.toString()).contains("Wrote " + model + " (weights of epoch");
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      assertThat(loaded.contract().cell()).isEqualTo("gru");
      assertThat(loaded.contract().metadata()).containsEntry("skill.strongest", "seasonal-naive");
    }
  }

  /** Nobody forecasts a random walk, but its alerts are wanted all the same. */
  @Test
  void randomWalk_isWatchedByItsTrivialForecaster() throws Exception {
    Random random = new Random(7);
    double[] walk = new double[HOURS];
    for (int t = 1; t < HOURS; t++) {
      walk[t] = walk[t - 1] + random.nextGaussian() + (t == HOURS - 50 ? 60 : 0);
    }
    Path csv = csv(t -> walk[t]);
    Path model = dir.resolve("walk.onnx");
    assertThat(train(csv, model, "--epochs", "1")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("naive-calibrated, a trivial forecaster as a model file");
    Path alerts = dir.resolve("alerts");
    String[] detect = {
      "detect",
      "-c",
      config.toString(),
      "--pipeline=tides",
      "--csv=" + csv,
      "--model=" + model,
      "--out=" + alerts
    };
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    assertThat(commandLine.execute(detect)).as(err.toString()).isZero();
    String jump = Instant.ofEpochSecond((HOURS - 50) * 3600L).toString();
    assertThat(Files.readString(alerts.resolve("alerts.csv"))).contains(jump);
  }

  private int train(Path csv, Path model, String... more) {
    return execute(csv, model, with(more, "--horizon", "6"));
  }

  private int execute(Path csv, Path model, String... more) {
    String[] common = {
      "train",
      "-c",
      config.toString(),
      "--pipeline",
      "tides",
      "--csv",
      csv.toString(),
      "--out",
      model.toString(),
      "--hidden",
      "16"
    };
    String[] all = new String[common.length + more.length];
    System.arraycopy(common, 0, all, 0, common.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(all);
  }

  /** Eight gauges, one value an hour. */
  private Path csv(IntToDoubleFunction value) throws IOException {
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < HOURS; t++) {
      for (int gauge = 0; gauge < 8; gauge++) {
        rows.append(t * 3600L).append(",g").append(gauge).append(',');
        rows.append(value.applyAsDouble(t)).append('\n');
      }
    }
    return Files.writeString(dir.resolve("tides.csv"), rows);
  }
}
