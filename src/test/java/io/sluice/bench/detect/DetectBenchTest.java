package io.sluice.bench.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.bench.series.Kind;
import io.sluice.config.Provider;
import io.sluice.detect.fault.Fault;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.output.Alert;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The promises of alerts in short: the budget is kept, faults are found and have the right name. By
 * the model and the code that a user has who sets nothing.
 */
class DetectBenchTest {
  private static final Path FILE = Path.of("models", "general.onnx");
  private static final int KEYS = 6;
  private static StepModel model;

  @BeforeAll
  static void load() throws ModelException {
    model = OnnxStepModel.load(FILE, Provider.CPU);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static DetectSetup setup(int keys, int windows) {
    return new DetectSetup(model, FILE, Duration.ofMinutes(10), 4, keys, windows, 3);
  }

  @Test
  void falseAlarms_areThoseThatTheBudgetAllows() {
    List<KindRates> kinds = new DetectBench(setup(5, 2300)).falseAlarms(List.of(100));
    assertThat(kinds).extracting(KindRates::kind).containsExactly(Kind.values());
    for (KindRates rates : kinds) {
      AlarmRate rate = rates.settled().get(0);
      assertThat(rate.expected()).isEqualTo(100);
      assertThat(rate.ratio()).as("%s", rates).isBetween(0.3, 2.5);
      assertThat(rates.coverage()).as("%s", rates).isBetween(0.5, 0.95);
    }
    double young = kinds.stream().mapToDouble(rates -> rates.young().ratio()).average().orElse(9);
    assertThat(young).as("while little is known").isLessThan(2);
  }

  @Test
  void faults_areFoundAndNamed() {
    DetectBench bench = new DetectBench(setup(KEYS, 301));
    List<FaultResult> ar = bench.faults(Kind.AR);
    List<FaultResult> seasonal = bench.faults(Kind.SEASONAL);
    assertThat(ar).hasSize(Fault.values().length - 1);
    assertThat(seasonal).hasSize(Fault.values().length);
    List<FaultResult> both = new ArrayList<>(ar);
    both.addAll(seasonal);
    for (FaultResult result : both) {
      assertThat(result.planted()).isEqualTo(KEYS);
      assertThat(result.found()).as("%s", result).isGreaterThanOrEqualTo(least(result.fault()));
    }
    assertThat(DetectResult.namedShare(both)).as("%s", both).isGreaterThanOrEqualTo(0.7);
  }

  /** What has to be found of six, at least. */
  private static int least(Fault fault) {
    return switch (fault) {
      case SHIFT_3, MISSING_PEAK -> 3;
      case DRIFT -> 4;
      case SPIKE, SHIFT_6, VARIANCE, FROZEN, ZERO -> 5;
      case SILENCE -> KEYS;
    };
  }

  @Test
  void result_isPrintedAndWrittenAsJson() throws Exception {
    FaultResult some =
        FaultResult.of(
            Fault.DRIFT,
            3,
            List.of(new Found(40, Alert.Type.DRIFT), new Found(7, Alert.Type.SHIFT)));
    FaultResult none = FaultResult.of(Fault.ZERO, 3, List.of());
    KindRates rates =
        new KindRates(
            Kind.ON_OFF,
            List.of(new AlarmRate(30, 1000, 100), new AlarmRate(1, 1000, 1000)),
            new AlarmRate(0, 270, 1000),
            0.8);
    DetectResult result =
        new DetectResult(
            setup(3, 1300),
            List.of(rates),
            List.of(some, none),
            List.of(),
            List.of(none),
            List.of(some));
    StringWriter text = new StringWriter();
    new DetectTables(result, new PrintWriter(text, true)).print();
    assertThat(text.toString())
        .contains("50% have a fitting one")
        .containsPattern("on-off +3\\.00 +1\\.00 +0\\.00 +80%")
        .containsPattern("drift +2 +23\\.5 +- +-")
        .containsPattern("zero +0 +- +- +-");
    JsonNode json = new ObjectMapper().readTree(DetectJson.of(result));
    assertThat(json.at("/kinds/on-off/ratios/100").asDouble()).isEqualTo(3);
    assertThat(json.at("/ar/drift/found").asInt()).isEqualTo(2);
    assertThat(json.at("/ar/zero/delay_median").isNull()).isTrue();
    assertThat(json.at("/named").asDouble()).isEqualTo(0.5);
  }
}
