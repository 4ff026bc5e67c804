package io.sluice.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Sluice;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelKind;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.SequenceExporter;
import io.sluice.train.network.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a CSV file to a whole-sequence model, and from that to labels. */
class LabelCommandTest {
  private static final int HOURS = 24 * 40;
  private static final int GAP = 24 * 36 + 3;
  private static final int GAP_LENGTH = 10;
  private static final int SPIKE = 24 * 37 + 7;
  private static final ScalerSpec SCALER = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path csv;
  private Path model;

  @BeforeEach
  void writeInput() throws IOException {
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          tides:
            source: { topic: t, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 1h }
            targets: { level: mean }
            model: causal.onnx
            alerts: { budget: 30d }
        """);
    csv = Files.writeString(dir.resolve("tides.csv"), rows());
    model = dir.resolve("past.onnx");
  }

  /** Eight gauges, one value an hour; the first has a gap and a spike near its end. */
  private static String rows() {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < HOURS; t++) {
      for (int gauge = 0; gauge < 8; gauge++) {
        double value = tide(t) + random.nextGaussian() / 4;
        boolean missing = gauge == 0 && t >= GAP && t < GAP + GAP_LENGTH;
        value += gauge == 0 && t == SPIKE ? 12 : 0;
        if (!missing) {
          rows.append(t * 3600L).append(",g").append(gauge).append(',').append(value).append('\n');
        }
      }
    }
    return rows.toString();
  }

  private static double tide(int t) {
    return 5 * Math.sin(2 * Math.PI * t / 24);
  }

  @Test
  void trainedBothWays_itFillsAGapInASineBetterThanALine_andLabelsAHiddenSpike() throws Exception {
    assertThat(train("--epochs", "40", "--learning-rate", "0.02")).as(err.toString()).isZero();
    assertThat(OnnxFile.read(model).kind()).isEqualTo(ModelKind.SEQUENCE);
    assertThat(out.toString())
        .contains("bidirectional", "linear interpolation", "seasonal-naive", "Wrote " + model);
    assertThat(label(model, "--evaluate")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains(" 10 imputed", "Gaps were hidden from 1970-02-01T23:12", "has seen ends there");
    List<String[]> rows =
        Files.readAllLines(dir.resolve("labels/labels.csv")).stream()
            .map(line -> line.split(",", -1))
            .filter(row -> row[0].equals("\"g0 level\""))
            .toList();
    assertThat(rows).hasSize(HOURS);
    double missed = 0;
    double missedByLine = 0;
    for (int t = GAP; t < GAP + GAP_LENGTH; t++) {
      assertThat(rows.get(t)[8]).isEqualTo("imputed");
      double share = (t - GAP + 1.0) / (GAP_LENGTH + 1);
      double line = tide(GAP - 1) + share * (tide(GAP + GAP_LENGTH) - tide(GAP - 1));
      missedByLine += Math.abs(line - tide(t));
      missed += Math.abs(Double.parseDouble(rows.get(t)[3]) - tide(t));
    }
    assertThat(missed).isLessThan(0.5 * missedByLine);
    String[] spike = rows.get(SPIKE);
    assertThat(spike[1]).isEqualTo(Instant.ofEpochSecond(SPIKE * 3600L).toString());
    assertThat(spike[8]).isEqualTo("anomaly");
    assertThat(rows.stream().filter(row -> row[8].equals("anomaly"))).hasSizeLessThan(4);
  }

  @Test
  void evaluation_beginsWhereTheModelsTrainingEnds() throws Exception {
    write(Map.of("training.until", "1970-01-25T00:00:00Z"));
    assertThat(label(model, "--evaluate")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("Gaps were hidden from 1970-01-25T00:00:00Z on: what the model has seen ends");
    write(Map.of());
    assertThat(label(model, "--evaluate")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("Gaps were hidden from 1970-02-01T23:12", "as the model does not say what");
    write(Map.of("training.until", "2026-01-25T00:00:00Z"));
    assertThat(label(model, "--evaluate")).isEqualTo(1);
    assertThat(err.toString())
        .contains("nothing to evaluate on: the model has seen all time before 2026-01-25T00");
  }

  /** A model that nothing has trained. */
  private void write(Map<String, String> metadata) throws IOException {
    ModelSpec spec = TestModels.spec("past", Architecture.of(Cell.GRU, 1, 8), 1, 1, SCALER);
    Weights weights = Initializer.bidirectional(spec, 1);
    SequenceExporter.write(model, spec, weights, 48, metadata);
  }

  @Test
  void pipelinesOwnModel_isComparedWith() throws Exception {
    Files.copy(TestModels.gru(dir, "m", 8, 1, 3, SCALER, 1), dir.resolve("causal.onnx"));
    assertThat(train("--epochs", "1", "--keep")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("causal (m)");
    assertThat(label(model, "--evaluate")).isZero();
    assertThat(Files.readString(dir.resolve("labels/metrics.json"))).contains("\"causal (m)\"");
  }

  @Test
  void pipelinesOwnModelThatNeedsAFieldWhichThePipelineDoesNotKnow_isNot_andTheFieldIsNamed() {
    TestModels.covariate(dir, "causal", 3, SCALER, List.of("known.promo"));
    assertThat(train("--epochs", "1", "--keep")).as(err.toString()).isZero();
    assertThat(err.toString())
        .contains(
            "The pipeline's model is left out of the comparison: pipelines.tides.covariates.known: the model"
                + " needs the field promo, there is none");
    assertThat(out.toString()).doesNotContain("causal (causal)");
  }

  /** A level that is high while a lock is open, which no neighbour tells. */
  @Test
  void whatIsKnownInAdvanceOfAHiddenWindow_saysWhatItsNeighboursDoNot() throws Exception {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("ts,gauge,level,open\n");
    for (int t = 0; t < HOURS; t++) {
      for (int gauge = 0; gauge < 8; gauge++) {
        int open = random.nextInt(2);
        double value = 10 * open + random.nextGaussian() / 4;
        rows.append("%d,g%d,%s,%d%n".formatted(t * 3600L, gauge, value, open));
      }
    }
    csv = Files.writeString(dir.resolve("locks.csv"), rows);
    Path config = dir.resolve("sluice.yaml");
    String plain = Files.readString(config);
    Files.writeString(
        config, plain.replace("    model:", "    covariates: { known: [open] }\n    model:"));
    String[] told = {"--covariates", "known.open", "--epochs", "12", "--learning-rate", "0.02"};
    assertThat(train(told)).as(err.toString()).isZero();
    assertThat(label(model, "--evaluate")).as(err.toString()).isZero();
    JsonNode metrics = new ObjectMapper().readTree(dir.resolve("labels/metrics.json").toFile());
    double missed = metrics.at("/held-out/bidirectional/mae/all").asDouble();
    double missedByLine = metrics.at("/held-out/linear interpolation/mae/all").asDouble();
    assertThat(missed).isPositive().isLessThan(0.3 * missedByLine);
    Files.writeString(config, plain);
    assertThat(label(model)).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "pipelines.tides.covariates.known: the model needs the field open, there is none");
  }

  @Test
  void modelThatIsNoBetterThanLines_isNotWritten() {
    assertThat(train("--epochs", "1", "--learning-rate", "1e-30")).isEqualTo(1);
    assertThat(out.toString()).contains("Wrote no model: it does not fill gaps better");
    assertThat(model).doesNotExist();
  }

  @Test
  void optionsThatDoNotGoTogether_areRefused() {
    assertThat(train("--initial-state", "learned")).isEqualTo(2);
    assertThat(train("--horizon", "3")).isEqualTo(2);
    assertThat(train("--seasons", "2")).isEqualTo(2);
    assertThat(train("--loss", "seasonal-error")).isEqualTo(2);
    assertThat(train("--covariates", "known.price")).isEqualTo(2);
    assertThat(err.toString()).contains("it cannot be combined with --horizon").hasLineCount(10);
    Path any = TestModels.gru(dir, "step", 8, 1, 3, SCALER, 1);
    assertThat(label(any, "--budget", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("--budget must be a duration such as 30d, is soon");
  }

  @Test
  void stepModel_isRefused_andAMissingFileNamed() {
    Path step = TestModels.gru(dir, "step", 8, 1, 3, SCALER, 1);
    assertThat(label(step)).isEqualTo(2);
    assertThat(err.toString())
        .contains(step + ": is a step model", "./sluice train --bidirectional");
    assertThat(label(dir.resolve("nowhere.onnx"))).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere.onnx: cannot be read");
    assertThat(dir.resolve("labels")).doesNotExist();
  }

  private int train(String... more) {
    String[] shape = {"--bidirectional", "--hidden", "12", "--memory", "100"};
    return run("train", model, shape, more);
  }

  private int label(Path file, String... more) {
    return run("label", dir.resolve("labels"), new String[] {"--model", file.toString()}, more);
  }

  private int run(String command, Path to, String[] some, String[] more) {
    Path config = dir.resolve("sluice.yaml");
    String line = "%s -c %s --pipeline tides --csv %s --out %s".formatted(command, config, csv, to);
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(
        Stream.of(line.split(" ", -1), some, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
