package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.LossWeights;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.TestModels;
import io.sluice.train.lesson.Encoder;
import io.sluice.train.lesson.Example;
import io.sluice.train.lesson.Piece;
import io.sluice.train.lesson.PieceEncoder;
import io.sluice.train.lesson.Pieces;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Architectures;
import io.sluice.train.network.Cell;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.ReferenceNetwork;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.Trainer.Ending;
import io.sluice.train.torch.TrainingProgress.Epoch;
import io.sluice.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  private static final Architecture GRU = Architecture.of(Cell.GRU, 1, 16);
  private static final int PATIENCE = 4;
  private static final ScalerSpec SCALER = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");

  @ParameterizedTest
  @MethodSource("architectures")
  void torchNetworkStepsAsTheEquationsSay(Architecture shape) {
    ModelSpec spec = TestModels.spec("parity", shape, 1, 4, SCALER);
    Weights weights = Initializer.random(spec, 9);
    requireParity(spec, weights, weights);
  }

  static Stream<Architecture> architectures() {
    return Architectures.all();
  }

  @ParameterizedTest
  @CsvSource({"GRU, 0, 1", "LSTM, 0, 1", "LSTM, 1, 3", "LSTM, 2, 3"})
  void swappedGates_areNoticed(Cell cell, int one, int other) {
    ModelSpec spec = TestModels.spec("swapped", Architecture.of(cell, 1, 16), 1, 3, SCALER);
    Weights weights = Initializer.random(spec, 7);
    Weights swapped = Architectures.swapGates(spec, weights, one, other);
    assertThatThrownBy(() -> requireParity(spec, swapped, weights))
        .isInstanceOf(AssertionError.class);
  }

  private static void requireParity(ModelSpec spec, Weights torch, Weights expectedWeights) {
    int steps = 40;
    int features = spec.features().size();
    float[] x = Architectures.gaussian(steps * features, 2);
    float[] actual;
    try (NDManager manager = TorchEngine.newManager()) {
      actual = forward(manager, new Network(manager, spec, torch), x, features);
    }
    ReferenceNetwork reference = new ReferenceNetwork(spec, expectedWeights);
    double[] state = new double[spec.architecture().stateSize()];
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

  private static float[] forward(NDManager manager, Network network, float[] x, int features) {
    NDArray input = manager.create(x, new Shape(1, x.length / features, features));
    NDList out = network.forward(input, network.initialState(manager, 1), Stride.EACH);
    return out.get(0).toFloatArray();
  }

  @ParameterizedTest
  @MethodSource("bidirectionalArchitectures")
  void bidirectionalTorchNetworkRunsAsTheEquationsSay(Architecture shape) {
    ModelSpec spec = TestModels.spec("parity", shape, 1, 1, SCALER);
    Weights weights = Architectures.bidirectional(spec, 9);
    requireSequenceParity(spec, weights, weights);
  }

  static Stream<Architecture> bidirectionalArchitectures() {
    return Architectures.bidirectional();
  }

  @ParameterizedTest
  @CsvSource({"GRU, 1, 0, 1", "LSTM, 1, 1, 3", "LSTM, 2, 2, 3"})
  void swappedGatesOfOneDirection_areNoticed(Cell cell, int entry, int one, int other) {
    ModelSpec spec = TestModels.spec("swapped", Architecture.of(cell, 2, 16), 1, 1, SCALER);
    Weights weights = Architectures.bidirectional(spec, 7);
    Weights swapped = Architectures.swapGates(spec, weights, entry, one, other);
    assertThatThrownBy(() -> requireSequenceParity(spec, swapped, weights))
        .isInstanceOf(AssertionError.class);
  }

  private static void requireSequenceParity(
      ModelSpec spec, Weights torch, Weights expectedWeights) {
    int features = spec.features().size();
    int levels = spec.levels().size();
    float[] x = Architectures.gaussian(40 * features, 2);
    double[][] expected =
        new ReferenceNetwork(spec, expectedWeights).sequence(Architectures.rows(x, features));
    try (NDManager manager = TorchEngine.newManager()) {
      Network network = new Network(manager, spec, torch);
      float[] actual = forward(manager, network, x, features);
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i / levels][i % levels], within(1e-4));
      }
      Weights copied = network.weights();
      for (int i = 0; i < copied.layers().size(); i++) {
        assertThat(copied.layers().get(i).input()).isEqualTo(torch.layers().get(i).input());
        assertThat(copied.layers().get(i).state()).isEqualTo(torch.layers().get(i).state());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Cell.class)
  void everyCellLearnsWithALearnedInitialState(Cell cell) {
    Architecture shape = new Architecture(cell, 1, 16, InitialState.LEARNED, HeadActivation.RELU);
    List<Epoch> epochs = new ArrayList<>();
    Trainer.Result result = train(shape, 6, 1e-2f, epochs, () -> false);
    assertThat(result.ending()).isEqualTo(Ending.EPOCHS);
    assertThat(result.bestEpoch()).isPositive();
    assertThat(result.validationLoss()).isLessThan(0.98 * untrained(shape));
    assertThat(result.weights().initialState()).doesNotContain(0);
    assertThat(epochs).hasSize(6);
    assertThat(result.last().clipped()).isBetween(0.0, 1.0);
  }

  private static double untrained(Architecture shape) {
    return train(shape, 1, 1e-9f, new ArrayList<>(), () -> true).validationLoss();
  }

  @Test
  void explodingLoss_endsTheTrainingAndKeepsTheWeightsBeforeIt() {
    Trainer.Result result = train(GRU, 5, 1e6f, new ArrayList<>(), () -> false);
    assertThat(result.ending()).isEqualTo(Ending.DIVERGED);
    assertThat(result.restarts()).as("slower, three times").isEqualTo(3);
    assertThat(result.validationLoss()).isFinite();
    assertThat(result.weights().output().matrix()).doesNotContain(Float.NaN);
  }

  /** Targets of the third epoch that are wild once: what was learnt before is not lost. */
  @Test
  void trainingThatExplodes_goesOnMoreSlowlyFromItsBestWeights() {
    List<Epoch> heard = new ArrayList<>();
    Trainer.Result result =
        train(GRU, 6, 1e-2f, heard, () -> false, encoder -> wild(encoder, () -> heard.size() == 2));
    assertThat(result.restarts()).isEqualTo(1);
    assertThat(result.ending()).isEqualTo(Ending.EPOCHS);
    assertThat(result.bestEpoch()).isGreaterThan(3);
    assertThat(result.validationLoss()).isLessThan(heard.get(1).validationLoss());
  }

  private static Encoder<Piece> wild(Encoder<Piece> encoder, BooleanSupplier isWild) {
    return new Encoder<>() {
      @Override
      public int steps(Piece piece) {
        return encoder.steps(piece);
      }

      @Override
      public Example encode(Piece piece) {
        Example example = encoder.encode(piece);
        float[] y = example.y().clone();
        for (int i = 0; isWild.getAsBoolean() && i < y.length; i++) {
          y[i] *= 1e12f;
        }
        return new Example(example.steps(), example.x(), y, example.weights());
      }
    };
  }

  @Test
  void interrupt_keepsTheBestSoFarOfAnEpochThatIsCutShort() {
    int[] asked = {0};
    Trainer.Result result = train(GRU, 50, 3e-3f, new ArrayList<>(), () -> ++asked[0] > 12);
    assertThat(result.ending()).isEqualTo(Ending.INTERRUPTED);
    assertThat(result.bestEpoch()).isEqualTo(result.last().number());
    assertThat(result.validationLoss()).isLessThan(untrained(GRU));
  }

  @Test
  void validationLossThatFallsNoFurther_endsTheTraining() {
    // A rate this low changes nothing that float32 can hold.
    Trainer.Result result = train(GRU, 50, 1e-30f, new ArrayList<>(), () -> false);
    assertThat(result.ending()).isEqualTo(Ending.EARLY);
    assertThat(result.last().number()).isEqualTo(PATIENCE);
    assertThat(result.bestEpoch()).isZero();
  }

  @Test
  void twoTrainingsWithOneSeedEndWithTheSameWeights() {
    Trainer.Result first = train(GRU, 3, 3e-3f, new ArrayList<>(), () -> false);
    Trainer.Result second = train(GRU, 3, 3e-3f, new ArrayList<>(), () -> false);
    assertThat(first.weights().output().matrix()).isEqualTo(second.weights().output().matrix());
    assertThat(first.weights().layers().get(0).state())
        .isEqualTo(second.weights().layers().get(0).state());
    assertThat(first.bestEpoch()).isPositive();
  }

  private static Trainer.Result train(
      Architecture shape, int epochs, float rate, List<Epoch> heard, BooleanSupplier interrupted) {
    return train(shape, epochs, rate, heard, interrupted, encoder -> encoder);
  }

  private static Trainer.Result train(
      Architecture shape,
      int epochs,
      float rate,
      List<Epoch> heard,
      BooleanSupplier interrupted,
      UnaryOperator<Encoder<Piece>> changed) {
    ModelSpec spec = TestModels.spec("sine", shape, 1, 4, SCALER);
    List<Series> series = sines(8, 600);
    TimeSplit split = TimeSplit.of(series, .1, .2, new Windows(TestModels.WINDOWS));
    Encoding encoding = new Encoding(spec.features(), spec.scaler(), TestModels.WINDOWS, Set.of());
    PieceEncoder encoder =
        new PieceEncoder(
            encoding, LossWeights.equal(encoding.scaler()), spec.horizon(), spec.warmup(), 1);
    TrainingOptions options =
        new TrainingOptions(
            epochs, epochs, PATIENCE, rate, 8, 64, 256, 5, 0, 1, Duration.ofMinutes(5));
    List<Piece> validation = Pieces.validation(series, split.validation(), encoder, 100);
    TrainingProgress progress =
        new TrainingProgress() {
          @Override
          public void baseline(double loss) {}

          @Override
          public void refit(int epochs) {}

          @Override
          public void begin(double validationLoss) {}

          @Override
          public void batch(int epoch, int batch, int batches, double loss) {}

          @Override
          public void epoch(Epoch epoch) {
            heard.add(epoch);
          }
        };
    return new Trainer(spec, options, progress, interrupted)
        .train(
            Initializer.random(spec, 5),
            random -> Pieces.epoch(series, split.train(), encoder, options.piece(), random),
            validation,
            changed.apply(encoder));
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
