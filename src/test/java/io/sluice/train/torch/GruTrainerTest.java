package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.train.data.Sequence;
import io.sluice.train.data.SequenceEncoder;
import io.sluice.train.data.Sequences;
import io.sluice.train.data.Series;
import io.sluice.train.data.TimeSplit;
import io.sluice.train.gru.GruInitializer;
import io.sluice.train.gru.GruWeights;
import io.sluice.train.gru.ModelSpec;
import io.sluice.train.gru.ReferenceGru;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GruTrainerTest {
  private static final ScalerSpec SCALER = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");

  @Test
  void torchNetworkStepsAsTheEquationsOfTheGruSay() {
    ModelSpec spec = TestModels.spec("parity", 2, 16, 1, 4, SCALER);
    GruWeights weights = GruInitializer.random(spec, 9);
    int steps = 40;
    int features = spec.features().size();
    Random random = new Random(2);
    float[] x = new float[steps * features];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[] actual;
    try (NDManager manager = TorchEngine.newManager()) {
      GruNetwork network = new GruNetwork(manager, spec, weights);
      NDArray input = manager.create(x, new Shape(1, steps, features));
      NDList out = network.forward(input, network.zeroState(manager, 1));
      actual = out.get(0).toFloatArray();
    }
    ReferenceGru reference = new ReferenceGru(spec, weights);
    double[] state = new double[2 * 16];
    for (int step = 0; step < steps; step++) {
      double[] row = new double[features];
      for (int i = 0; i < features; i++) {
        row[i] = x[step * features + i];
      }
      double[] expected = reference.step(row, state);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[step * expected.length + i])
            .isCloseTo(expected[i], within(1e-4));
      }
    }
  }

  @Test
  void twoTrainingsWithOneSeedEndWithTheSameWeights() {
    GruTrainer.Result first = train(3);
    GruTrainer.Result second = train(3);
    assertThat(first.weights().head()).isEqualTo(second.weights().head());
    assertThat(first.weights().layers().get(0).state())
        .isEqualTo(second.weights().layers().get(0).state());
    assertThat(first.epochs()).isPositive();
  }

  private static GruTrainer.Result train(int epochs) {
    ModelSpec spec = TestModels.spec("sine", 1, 16, 1, 4, SCALER);
    List<Series> series = sines(8, 600);
    TimeSplit split = TimeSplit.of(series);
    SequenceEncoder encoder =
        new SequenceEncoder(spec.features(), spec.scaler(), spec.horizon(), spec.warmup(), 6);
    TrainingOptions options =
        new TrainingOptions(epochs, epochs, 3e-3f, 8, 64, 256, 5, Duration.ofMinutes(5));
    List<Sequence> validation = Sequences.validation(series, split.validation(), encoder, 100);
    return new GruTrainer(spec, options, TrainingProgress.NONE)
        .train(
            GruInitializer.random(spec, 5),
            random -> Sequences.epoch(series, split.train(), encoder, options.piece(), random),
            validation);
  }

  /** Noisy daily sines in 10-minute windows. */
  private static List<Series> sines(int count, int length) {
    Random random = new Random(1);
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long[] starts = new long[length];
      double[] values = new double[length];
      for (int t = 0; t < length; t++) {
        starts[t] = t * TestModels.WINDOW.toMillis();
        values[t] = 20 + i + 5 * Math.sin(2 * Math.PI * t / 144) + 0.3 * random.nextGaussian();
      }
      series.add(new Series("s" + i, starts, values));
    }
    return series;
  }
}
