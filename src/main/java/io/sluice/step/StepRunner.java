package io.sluice.step;

import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the model over a prepared batch. A run that fails is halved until the rows that the model
 * cannot take are alone; the others go on. One that takes too long is repeated once, for the
 * machine may have been busy with other things; then all of its rows fail, and the model is given
 * up.
 */
public final class StepRunner implements AutoCloseable {
  /**
   * Receives the results of a run: key {@code i} of the batch starts at {@code row} of the output.
   */
  public interface Results {
    void stepped(int i, int row);

    void failed(int i, StepException cause);

    /** The trace parent of an event that the {@code i}-th key is stepped by; null: none. */
    default byte @Nullable [] trace(int i) {
      return null;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

  private final StepModel model;
  private final ModelShelf<StepModel> models;
  private final StepBatch batch;
  private final PipelineMetrics metrics;
  private final int features;
  private final int stateSize;
  private final int outputSize;
  private final int lanes;

  /** Of the batch that runs. */
  private byte @Nullable [] trace;

  /**
   * A runner of batches of {@code capacity} rows.
   *
   * @param models where the model is given up
   * @param lanes rows per key
   */
  public StepRunner(
      StepModel model,
      ModelShelf<StepModel> models,
      int capacity,
      int lanes,
      PipelineMetrics metrics) {
    ModelContract contract = model.contract();
    this.model = model;
    this.models = models;
    this.batch = model.newBatch(capacity);
    this.metrics = metrics;
    this.features = contract.features().size();
    this.stateSize = contract.stateSize();
    this.outputSize = contract.outputSize();
    this.lanes = lanes;
  }

  public StepBatch batch() {
    return batch;
  }

  /** Runs the batch's first {@code keys} keys and hands over each one's result, in order. */
  public void run(int keys, Results results) {
    trace = anyTrace(keys, results);
    try {
      runInTime(keys * lanes);
    } catch (StepException e) {
      if (keys == 1 || e.isOvertime()) {
        fail(0, keys, e, results);
      } else {
        halve(copy(batch.x(), keys * lanes * features), copyState(keys), 0, keys, results);
      }
      return;
    }
    for (int i = 0; i < keys; i++) {
      results.stepped(i, i * lanes);
    }
  }

  private static byte @Nullable [] anyTrace(int keys, Results results) {
    for (int i = 0; i < keys; i++) {
      byte @Nullable [] trace = results.trace(i);
      if (trace != null) {
        return trace;
      }
    }
    return null;
  }

  /** Whether all numbers of the result that starts at {@code row} are finite. */
  public boolean isFinite(int row) {
    return isFinite(batch.quantiles(), row, outputSize)
        && isFinite(batch.nextState(), row, stateSize);
  }

  private boolean isFinite(FloatBuffer buffer, int row, int size) {
    for (int i = row * size; i < (row + lanes) * size; i++) {
      if (!Float.isFinite(buffer.get(i))) {
        return false;
      }
    }
    return true;
  }

  private void halve(float[] x, float[] state, int from, int to, Results results) {
    int middle = (from + to) >>> 1;
    retry(x, state, from, middle, results);
    retry(x, state, middle, to, results);
  }

  private void retry(float[] x, float[] state, int from, int to, Results results) {
    int rows = (to - from) * lanes;
    batch.x().put(0, x, from * lanes * features, rows * features);
    batch.state().put(0, state, from * lanes * stateSize, rows * stateSize);
    try {
      runInTime(rows);
    } catch (StepException e) {
      if (to - from == 1 || e.isOvertime()) {
        fail(from, to, e, results);
      } else {
        halve(x, state, from, to, results);
      }
      return;
    }
    for (int i = from; i < to; i++) {
      results.stepped(i, (i - from) * lanes);
    }
  }

  private static void fail(int from, int to, StepException cause, Results results) {
    for (int i = from; i < to; i++) {
      results.failed(i, cause);
    }
  }

  private void runInTime(int rows) throws StepException {
    String hash = model.contract().hash();
    if (models.isGivenUp(hash)) {
      throw StepException.givenUp(hash);
    }
    try {
      runRows(rows);
    } catch (StepException e) {
      if (!e.isOvertime()) {
        throw e;
      }
      LOG.warn("event=model-overtime model={} rows={} reason=\"{}\"", hash, rows, e.getMessage());
      runOnceMore(rows);
    }
  }

  private void runOnceMore(int rows) throws StepException {
    try {
      runRows(rows);
    } catch (StepException e) {
      if (e.isOvertime()) {
        models.giveUp(model);
      }
      throw e;
    }
  }

  private void runRows(int rows) throws StepException {
    long start = System.nanoTime();
    batch.run(rows);
    metrics.inference(rows, System.nanoTime() - start, trace);
  }

  private float[] copyState(int keys) {
    return copy(batch.state(), keys * lanes * stateSize);
  }

  private static float[] copy(FloatBuffer buffer, int length) {
    float[] copy = new float[length];
    buffer.get(0, copy);
    return copy;
  }

  @Override
  public void close() {
    batch.close();
  }
}
