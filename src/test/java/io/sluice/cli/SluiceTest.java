package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Exit codes and what stands on which stream. */
class SluiceTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 0.01);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  @Test
  void validateOfWrongFilePrintsEveryProblemOnItsOwnLineAndExitsWith2() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            """
            http: { prot: 1 }
            pipelines:
              climate:
                source: { topic: t, key: k }
                window: { size: 0s }
                targets: { value: mean }
                model: none.onnx
            """);

    assertThat(run("validate", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line).isEqualTo(file + ":1: http.prot: unknown key; did you mean port?"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        file + ":5: pipelines.climate.window.size: must be at least 1s, is 0s"),
            line -> assertThat(line).startsWith(file + ":7: pipelines.climate.model: no readable"));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void validateOfModelThatIsNoneNamesTheKeyAndExitsWith2() throws Exception {
    Files.writeString(directory.resolve("bad.onnx"), "this is no model");
    Path file =
        Files.writeString(
            directory.resolve("sluice.yaml"),
            """
            pipelines:
              climate:
                source: { topic: t, key: k }
                window: { size: 10m }
                targets: { value: mean }
                model: bad.onnx
            """);

    assertThat(run("validate", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith(file + ": pipelines.climate.model: ").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void validateOfUsableFilePrintsASummaryAndExitsWith0() throws Exception {
    Path file = configWithModel(1, "{ value: mean, peak: { field: value, aggregate: max } }");

    assertThat(run("validate", "-c", file.toString(), "--keys", "2000")).isZero();
    assertThat(out.toString())
        .contains("is valid")
        .contains("pipeline climate")
        .contains("2,000 keys")
        .contains("of local disk");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void validateOfASampleSaysWhatIsReadAndExitsWith1WhenNothingIs() throws Exception {
    Path file = configWithModel(1, "{ value: mean }");
    Path sample = directory.resolve("sample.jsonl");
    Files.writeString(sample, "{\"k\":\"a\",\"value\":20.5}\n{\"value\":20.5}\n");
    assertThat(run("validate", "-c", file.toString(), "--sample", sample.toString())).isZero();
    assertThat(out.toString())
        .contains("sample: the first 2 records, with 1 event(s)")
        .contains("value (field value): 1 values, such as 20.5");
    Files.writeString(sample, "{\"k\":\"a\",\"temperature\":20.5}\n");
    assertThat(run("validate", "-c", file.toString(), "--sample", sample.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("empty: 1, first in sample.jsonl:1 ('a')");
    Files.writeString(sample, "k;value\na;20,5\n");
    assertThat(run("validate", "-c", file.toString(), "--sample", sample.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no column k (key), none value (target value)");
  }

  @Test
  void validateOfModelForOtherTargetsExitsWith2() throws Exception {
    Path file = configWithModel(3, "{ value: mean, peak: { field: value, aggregate: max } }");

    assertThat(run("validate", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("pipelines.climate.model: forecasts 3 targets together, the pipeline has 2");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void validateOfModelThatNeedsAFieldNamesItAndExitsWith2() throws Exception {
    Path file = configWithModel(1, "{ value: mean }");
    TestModels.covariate(directory, "home", 2, SCALER, List.of("known.promo"));

    assertThat(run("validate", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            file
                + ": pipelines.climate.covariates.known: the model needs the field promo, there is"
                + " none"
                + System.lineSeparator());
    Files.writeString(
        file,
        Files.readString(file) + "    covariates: { holidays: [2026-12-25], known: [promo] }\n");
    assertThat(run("validate", "-c", file.toString())).isZero();
    assertThat(out.toString()).contains("holidays: 1; known in advance: promo");
  }

  @Test
  void inspectSaysWhichCovariatesAModelNeeds() {
    Path none = TestModels.gru(directory, "home", 8, 1, 2, SCALER, 1);
    assertThat(run("inspect", none.toString())).isZero();
    assertThat(out.toString()).containsPattern("covariates +none");
    List<String> needed = List.of("holiday", "known.promo", "known.price");
    Path some = TestModels.covariate(directory, "some", 2, SCALER, needed);
    assertThat(run("inspect", some.toString())).isZero();
    assertThat(out.toString())
        .contains(
            "holidays (covariates.holidays); known in advance (covariates.known): promo, price");
  }

  private Path configWithModel(int modelTargets, String targets) throws IOException {
    TestModels.gru(directory, "home", 8, modelTargets, 2, SCALER, 1);
    return Files.writeString(
        directory.resolve("sluice.yaml"),
        """
        pipelines:
          climate:
            source: { topic: t, key: k }
            window: { size: 10m }
            targets: %s
            model: home.onnx
        """
            .formatted(targets));
  }

  @Test
  void inspectOfAWholeSequenceModel_saysThatItIsNotServed() {
    ModelSpec spec = TestModels.spec("past", Architecture.of(Cell.LSTM, 2, 8), 1, 1, SCALER);
    Path model = TestModels.writeSequence(directory, spec, 1);

    assertThat(run("inspect", model.toString())).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("lstm in both directions, layers 2, hidden size 8 each")
        .contains("is not served")
        .containsPattern("longest gap +48 windows")
        .containsPattern("out quantiles +\\[batch, time, 1, 11]");
  }

  @Test
  void validateOfAWholeSequenceModel_saysWhyItCannotBeServed() throws Exception {
    Path file = configWithModel(1, "{ value: mean }");
    ModelSpec spec = TestModels.spec("home", Architecture.of(Cell.GRU, 1, 8), 1, 1, SCALER);
    TestModels.writeSequence(directory, spec, 1);

    assertThat(run("validate", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("pipelines.climate.model: ")
        .contains("reads windows that come after it")
        .contains("./sluice label");
  }

  @Test
  void inspectPrintsContractTensorsAndMetadata() {
    Path model = TestModels.gru(directory, "home", 8, 1, 2, SCALER, 1);

    assertThat(run("inspect", model.toString())).isZero();
    assertThat(out.toString())
        .contains("home, version test")
        .contains("2 windows of 10m")
        .containsPattern("in  state +\\[batch, 8]")
        .containsPattern("out quantiles +\\[batch, 1, 2, \\d+]")
        .containsPattern("Metadata\\R")
        .contains("scaler");
  }

  @Test
  void wrongUsageIsOneLineWithASuggestionAndExitsWith2() {
    assertThat(run("validate")).isEqualTo(2);
    assertThat(err.toString()).startsWith("sluice validate: Missing required option");
    assertThat(run("validat", "-c", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("validate").contains("--help").doesNotContain("\tat ");
    assertThat(run("validate", "-c", "x", "--keys", "0")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Commands:");
  }

  @Test
  void stackTraceIsPrintedUnderVerboseOnly() {
    String missing = directory.resolve("none.yaml").toString();

    run("validate", "-c", missing);
    assertThat(err.toString()).isEqualTo(missing + ": no such file" + System.lineSeparator());
    run("validate", "-c", missing, "--verbose");
    assertThat(err.toString()).contains("\tat io.sluice");
  }

  @Test
  void inspectOfMissingModelFailsInOneLineAndExitsWith1() {
    assertThat(run("inspect", directory.resolve("none.onnx").toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("sluice inspect: ").contains("none.onnx").hasLineCount(1);
  }

  @Test
  void everyOptionOfEveryCommandIsDescribed() {
    for (Map.Entry<String, CommandLine> entry : Sluice.commandLine().getSubcommands().entrySet()) {
      CommandLine.Model.CommandSpec spec = entry.getValue().getCommandSpec();
      assertThat(spec.usageMessage().header()).as(entry.getKey()).isNotEmpty();
      assertThat(spec.usageMessage().footer()).as(entry.getKey()).isNotEmpty();
      spec.args()
          .forEach(arg -> assertThat(arg.description()).as(entry.getKey() + arg).isNotEmpty());
      assertThat(run(entry.getKey(), "--help")).isZero();
    }
    assertThat(out.toString()).contains("-c, --config=FILE").contains("${NAME:default}");
  }

  private int run(String... args) {
    err.getBuffer().setLength(0);
    return Sluice.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
