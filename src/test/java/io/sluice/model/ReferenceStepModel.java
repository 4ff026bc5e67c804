package io.sluice.model;

import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.ReferenceNetwork;
import io.sluice.train.network.Weights;
import java.nio.FloatBuffer;
import java.util.Map;

/** The equations of a network behind the interface of the service, in plain Java. */
public final class ReferenceStepModel implements StepModel {
  private final ModelContract contract;
  private final ReferenceNetwork network;

  public ReferenceStepModel(ModelSpec spec, Weights weights) {
    this.network = new ReferenceNetwork(spec, weights);
    this.contract =
        new ModelContract(
            spec.name(),
            spec.version(),
            "reference",
            spec.architecture().cell().toString(),
            spec.architecture().layers(),
            spec.architecture().hidden(),
            spec.features(),
            spec.targets(),
            spec.levels(),
            spec.horizon(),
            spec.architecture().stateSize(),
            spec.architecture().cell().boundedState(),
            spec.window(),
            spec.warmup(),
            spec.scaler(),
            Map.of());
  }

  @Override
  public ModelContract contract() {
    return contract;
  }

  @Override
  public StepBatch newBatch(int capacity) {
    return new Batch(capacity);
  }

  @Override
  public void close() {}

  private final class Batch extends BufferedStepBatch {
    private final int capacity;

    Batch(int capacity) {
      super(contract, capacity);
      this.capacity = capacity;
    }

    @Override
    public void run(int rows) {
      if (rows < 1 || rows > capacity) {
        throw new IllegalArgumentException(rows + " rows of " + capacity);
      }
      for (int row = 0; row < rows; row++) {
        double[] h = read(state(), row, contract.stateSize());
        write(quantiles(), row, network.step(read(x(), row, contract.features().size()), h));
        write(nextState(), row, h);
      }
    }

    private static double[] read(FloatBuffer buffer, int row, int size) {
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        values[i] = buffer.get(row * size + i);
      }
      return values;
    }

    private static void write(FloatBuffer buffer, int row, double[] values) {
      for (int i = 0; i < values.length; i++) {
        buffer.put(row * values.length + i, (float) values[i]);
      }
    }

    @Override
    public void close() {}
  }
}
