package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinballLossTest {
  private static final List<Float> LEVELS = List.of(.1f, .5f, .9f);
  private static final int ROUNDS = 3;

  private final float[] quantiles = {-1, 0, 1, 2, 3, 4, 5, 6, 7};
  private final float[] y = {0.25f, Float.NaN, 6.5f};
  private final float[] weights = {1, 5, 3};
  private final List<Object> kept = new ArrayList<>();

  @Test
  void unknownTargetsCountNothing_andTheOthersTheirWeight() {
    try (NDManager manager = TorchEngine.newManager()) {
      PinballLoss loss = new PinballLoss(manager, LEVELS);
      NDArray forecast = manager.create(quantiles, new Shape(3, 3));
      double expected = .1 * 1.25 + .5 * .25 + .1 * .75 + 3 * (.1 * 1.5 + .5 * .5 + .1 * .5);
      assertThat((double) loss.sum(manager, forecast, y, weights).getFloat())
          .isCloseTo(expected, within(1e-5));
    }
  }

  /** The gradient reads what the loss was computed with, which must be there as long. */
  @Test
  void gradientIsThatOfTheLoss_whateverTheGarbageCollectionHasFreedBefore() throws Exception {
    try (NDManager manager = TorchEngine.newManager()) {
      PinballLoss loss = new PinballLoss(manager, LEVELS);
      NDArray forecast = Parameters.create(manager, quantiles, new Shape(3, 3));
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDArray sum = loss.sum(manager, forecast, y, weights);
        NDArray mean = loss.mean(manager, sum, 8);
        takeFreedMemory();
        gradients.backward(mean);
      }
      float[] actual = forecast.getGradient().toFloatArray();
      for (int i = 0; i < quantiles.length; i++) {
        float p = LEVELS.get(i % 3);
        float of = y[i / 3];
        double slope = quantiles[i] > of ? 1 - p : -p;
        double expected = Float.isNaN(of) ? 0 : weights[i / 3] * slope / 8;
        assertThat((double) actual[i]).as("quantile %d", i).isCloseTo(expected, within(1e-6));
      }
    }
  }

  /** Lets memory be freed that nothing refers to, and puts something else in its place. */
  private void takeFreedMemory() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      ReferenceQueue<Object> collected = new ReferenceQueue<>();
      kept.add(new PhantomReference<>(new Object(), collected));
      do {
        System.gc();
      } while (collected.remove(10) == null);
      for (int i = 0; i < 10_000; i++) {
        kept.add(ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, 1e9f));
      }
    }
  }
}
