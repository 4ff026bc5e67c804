package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.Coverage;
import io.sluice.feature.CoverageState;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.PastValues;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowInput;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.state.InputRing;
import io.sluice.time.ReadToTheEnd;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Architectures;
import io.sluice.train.network.Cell;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.ReferenceNetwork;
import io.sluice.train.network.Stacking;
import io.sluice.train.network.Weights;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One pipeline, served by a network of each cell in turn: it does not know which. */
final class EveryCellTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final int WINDOWS = 20;
  private static final Stacking NORMALISED = new Stacking(true, true);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  static Stream<Architecture> architectures() {
    Stream<Architecture> cells =
        Stream.of(Cell.values())
            .map(
                c ->
                    new Architecture(
                        c, 2, 8, NORMALISED, InitialState.LEARNED, HeadActivation.MAXOUT, null));
    return Stream.concat(cells, Architectures.decoders());
  }

  /** A decoder sees the past values and what is ahead: the service has to remember and to look. */
  @ParameterizedTest
  @MethodSource("architectures")
  void modelOfAnyCell_isServedFromItsInitialStateOn(Architecture shape) throws Exception {
    ModelSpec spec = TestModels.spec("swap", shape, 1, 2, SCALER);
    Weights random = Initializer.random(spec, 3);
    float[] initial = new float[shape.stateSize()];
    Arrays.fill(initial, 0.75f);
    Weights weights = random.with(random.layers(), initial);
    Path file = dir.resolve("swap.onnx");
    OnnxExporter.write(file, spec, weights, Map.of());
    double[] values = new Random(1).doubles(WINDOWS, 20, 22).toArray();
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU)) {
      List<JsonNode> forecasts = serve(model, file, values);
      assertThat(forecasts).hasSize(WINDOWS);
      for (int i = 0; i < WINDOWS; i++) {
        assertThat(forecasts.get(i).at("/observed/value").doubleValue())
            .isCloseTo(values[i], within(1e-3));
      }
      double[][] expected = expected(spec, weights, initial, values);
      for (int i = 0; i < WINDOWS; i++) {
        assertThat(quantiles(forecasts.get(i)))
            .as("window %d", i)
            .containsExactly(expected[i], within(1e-3));
      }
    }
  }

  private static double[] quantiles(JsonNode forecast) {
    List<Double> values = new ArrayList<>();
    forecast.at("/quantiles/value").forEach(step -> step.forEach(q -> values.add(q.doubleValue())));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The quantiles after each window, from the equations; those of the next window corrected. */
  private static double[][] expected(
      ModelSpec spec, Weights weights, float[] initial, double[] values) {
    Scaler scaler = new Scaler(spec.scaler());
    FeatureEncoder encoder = new FeatureEncoder(spec.features(), scaler, 1);
    ReferenceNetwork network = new ReferenceNetwork(spec, weights);
    WindowInput window = new WindowInput(new ScalerState[] {new ScalerState()});
    double[] state = new double[initial.length];
    Arrays.setAll(state, i -> initial[i]);
    double[][] quantiles = new double[values.length][];
    FloatBuffer x = FloatBuffer.allocate(spec.features().size());
    InputRing remembered = new InputRing(InputRing.MIN_CAPACITY);
    PastValues[] past = {new PastValues(spec.features().past())};
    Coverage coverage = new Coverage(spec.levels());
    CoverageState corrections = new CoverageState(spec.levels().size());
    double[] before = {};
    for (int i = 0; i < values.length; i++) {
      long start = NOON.plus(TestModels.WINDOW.multipliedBy(i)).toEpochMilli();
      long[] ahead = new long[spec.features().ahead()];
      Arrays.setAll(ahead, step -> start + (step + 1) * TestModels.WINDOW.toMillis());
      window.values[0] = values[i];
      encoder.learn(window, 0);
      encoder.encode(window, 0, past, encoder.calendar(start, ahead), x, 0);
      // The service remembers values to a share of their change.
      remembered.add(values[i], false);
      remembered.copyTo(past[0]);
      double[] row = new double[x.capacity()];
      Arrays.setAll(row, column -> x.get(column));
      quantiles[i] = network.step(row, state);
      for (int j = 0; j < quantiles[i].length; j++) {
        quantiles[i][j] = scaler.unscale(window.scales[0], quantiles[i][j]);
      }
      if (i > 0) {
        coverage.learn(corrections, before, 0, values[i]);
      }
      before = quantiles[i].clone();
      coverage.correct(corrections, quantiles[i], 0);
    }
    return quantiles;
  }

  private List<JsonNode> serve(StepModel model, Path file, double[] values) throws Exception {
    Path yaml =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            pipelines:
              home:
                source: { topic: t, key: key, timestamp: { field: ts, format: epoch-millis } }
                window: { size: 10m, grace: 0s }
                targets: { value: mean }
                model: %s
                topics: { forecasts: forecasts, alerts: alerts, late: late, dead-letters: dead }
            """
                .formatted(file));
    PipelineConfig config = ConfigLoader.load(yaml, name -> null).pipelines().get("home");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-home");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, dir.resolve("state").toString());
    Pipeline pipeline =
        new Pipeline(
            config,
            1,
            new ModelShelf<>(model),
            new PipelineCounts(),
            new ReadToTheEnd(),
            InstantSource.system());
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            PipelineTopology.of(pipeline, AutoOffsetReset.earliest()),
            properties,
            NOON.plus(Duration.ofDays(2)))) {
      TestInputTopic<byte[], byte[]> input =
          driver.createInputTopic("t", new ByteArraySerializer(), new ByteArraySerializer());
      for (int i = 0; i <= values.length; i++) {
        long time = NOON.plus(TestModels.WINDOW.multipliedBy(i)).toEpochMilli();
        // One window more, whose event closes the last that is looked at.
        double value = i < values.length ? values[i] : 0;
        input.pipeInput(
            new byte[0],
            "{\"key\":\"k\",\"ts\":%d,\"value\":%s}"
                .formatted(time, value)
                .getBytes(StandardCharsets.UTF_8));
      }
      List<JsonNode> forecasts = new ArrayList<>();
      for (String json :
          driver
              .createOutputTopic("forecasts", new ByteArrayDeserializer(), new StringDeserializer())
              .readValuesToList()) {
        forecasts.add(JSON.readTree(json));
      }
      return forecasts;
    }
  }
}
