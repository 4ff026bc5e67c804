package io.sluice.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import io.sluice.model.BufferedStepBatch;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that ONNX Runtime reads and writes in place. Rows are padded with zeros up to a bucket,
 * see {@link RowBuckets}; each bucket has its tensors made once, over the same memory.
 */
final class OnnxStepBatch extends BufferedStepBatch {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelContract contract;
  private final int capacity;

  /** By size in grains; null: not needed so far. */
  private final @Nullable Bucket[] buckets;

  private record Bucket(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

  private final RunGuard guard;

  OnnxStepBatch(
      OrtEnvironment environment,
      OrtSession session,
      ModelContract contract,
      RunGuard.Limit limit,
      int capacity) {
    super(contract, RowBuckets.of(capacity));
    this.environment = environment;
    this.session = session;
    this.contract = contract;
    this.capacity = capacity;
    this.buckets = new Bucket[RowBuckets.of(capacity) / RowBuckets.GRAIN + 1];
    this.guard = guard(limit);
  }

  private static RunGuard guard(RunGuard.Limit limit) {
    try {
      return new RunGuard(limit);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  @Override
  public void run(int rows) throws StepException {
    if (rows < 1 || rows > capacity) {
      throw new IllegalArgumentException(rows + " rows, the batch holds 1 to " + capacity);
    }
    int bucket = RowBuckets.of(rows);
    zero(x(), rows * contract.features().size(), bucket * contract.features().size());
    zero(state(), rows * contract.stateSize(), bucket * contract.stateSize());
    try {
      Bucket tensors = buckets[bucket / RowBuckets.GRAIN];
      if (tensors == null) {
        tensors = bind(bucket);
        buckets[bucket / RowBuckets.GRAIN] = tensors;
      }
      run(tensors);
    } catch (OrtException e) {
      throw new StepException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  /** A run that was asked to end and yet came to its own is as good as any. */
  private void run(Bucket tensors) throws OrtException, StepException {
    RunOptions options = guard.begin();
    @Nullable OrtException failure = null;
    boolean asked;
    try {
      session.run(tensors.inputs, Set.of(), tensors.outputs, options).close();
    } catch (OrtException e) {
      failure = e;
    } finally {
      asked = guard.end();
    }
    if (failure != null) {
      if (asked) {
        throw guard.overtime();
      }
      throw failure;
    }
  }

  private static void zero(FloatBuffer buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      buffer.put(i, 0);
    }
  }

  private Bucket bind(int rows) throws OrtException {
    return new Bucket(
        Map.of(
            ModelContract.X,
            tensor(x(), rows, contract.features().size()),
            ModelContract.STATE,
            tensor(state(), rows, contract.stateSize())),
        Map.of(
            ModelContract.QUANTILES,
            tensor(
                quantiles(),
                rows,
                contract.targets(),
                contract.horizon(),
                contract.levels().size()),
            ModelContract.NEXT_STATE,
            tensor(nextState(), rows, contract.stateSize())));
  }

  /** A tensor over the first rows of a buffer: ONNX Runtime takes a direct buffer as it is. */
  private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    FloatBuffer rows = buffer.duplicate().position(0).limit(Math.toIntExact(size));
    return OnnxTensor.createTensor(environment, rows, shape);
  }

  @Override
  public void close() {
    for (int i = 0; i < buckets.length; i++) {
      Bucket bucket = buckets[i];
      if (bucket != null) {
        bucket.inputs.values().forEach(OnnxTensor::close);
        bucket.outputs.values().forEach(OnnxTensor::close);
        buckets[i] = null;
      }
    }
    guard.close();
  }
}
