package io.sluice.model.token;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.onnx.RowBuckets;
import io.sluice.model.onnx.RunGuard;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that ONNX Runtime reads and writes in place. Rows are padded with zeros up to a bucket,
 * see {@link RowBuckets}; each bucket has its tensors made once, over the same memory.
 */
final class OnnxTokenBatch implements TokenBatch {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final TokenContract contract;
  private final int capacity;
  private final @Nullable Bucket[] buckets;
  private final RunGuard guard;
  private final LongBuffer token;
  private final FloatBuffer x;
  private final FloatBuffer state;
  private final FloatBuffer logits;
  private final FloatBuffer delay;
  private final FloatBuffer nextState;
  private final FloatBuffer labelLogits;

  private record Bucket(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

  OnnxTokenBatch(
      OrtEnvironment environment,
      OrtSession session,
      TokenContract contract,
      RunGuard.Limit limit,
      int capacity) {
    this.environment = environment;
    this.session = session;
    this.contract = contract;
    this.capacity = capacity;
    int rows = RowBuckets.of(capacity);
    this.buckets = new Bucket[rows / RowBuckets.GRAIN + 1];
    token = bytes((long) rows * Long.BYTES).asLongBuffer();
    x = floats(rows, contract.features().size());
    state = floats(rows, contract.stateSize());
    logits = floats(rows, contract.tokens().size());
    delay = floats(rows, contract.delayBins().size());
    nextState = floats(rows, contract.stateSize());
    labelLogits = floats(rows, contract.labels().size());
    try {
      this.guard = new RunGuard(limit);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  private static ByteBuffer bytes(long count) {
    return ByteBuffer.allocateDirect(Math.toIntExact(count)).order(ByteOrder.nativeOrder());
  }

  private static FloatBuffer floats(int rows, int width) {
    return bytes((long) rows * width * Float.BYTES).asFloatBuffer();
  }

  @Override
  public void run(int rows) throws StepException {
    if (rows < 1 || rows > capacity) {
      throw new IllegalArgumentException(rows + " rows, the batch holds 1 to " + capacity);
    }
    int bucket = RowBuckets.of(rows);
    for (int row = rows; row < bucket; row++) {
      token.put(row, 0);
    }
    zero(x, rows, bucket, contract.features().size());
    zero(state, rows, bucket, contract.stateSize());
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

  private static void zero(FloatBuffer buffer, int from, int to, int width) {
    for (int i = from * width; i < to * width; i++) {
      buffer.put(i, 0);
    }
  }

  private Bucket bind(int rows) throws OrtException {
    LongBuffer tokens = token.duplicate().position(0).limit(rows);
    Map<String, OnnxTensor> outputs = new HashMap<>();
    outputs.put(TokenContract.LOGITS, tensor(logits, rows, contract.tokens().size()));
    outputs.put(TokenContract.DELAY, tensor(delay, rows, contract.delayBins().size()));
    outputs.put(ModelContract.NEXT_STATE, tensor(nextState, rows, contract.stateSize()));
    if (!contract.labels().isEmpty()) {
      outputs.put(TokenContract.LABEL_LOGITS, tensor(labelLogits, rows, contract.labels().size()));
    }
    return new Bucket(
        Map.of(
            TokenContract.TOKEN,
            OnnxTensor.createTensor(environment, tokens, new long[] {rows}),
            ModelContract.X,
            tensor(x, rows, contract.features().size()),
            ModelContract.STATE,
            tensor(state, rows, contract.stateSize())),
        outputs);
  }

  private OnnxTensor tensor(FloatBuffer buffer, int rows, int width) throws OrtException {
    FloatBuffer part = buffer.duplicate().position(0).limit(rows * width);
    return OnnxTensor.createTensor(environment, part, new long[] {rows, width});
  }

  @Override
  public LongBuffer token() {
    return token;
  }

  @Override
  public FloatBuffer x() {
    return x;
  }

  @Override
  public FloatBuffer state() {
    return state;
  }

  @Override
  public FloatBuffer logits() {
    return logits;
  }

  @Override
  public FloatBuffer delay() {
    return delay;
  }

  @Override
  public FloatBuffer nextState() {
    return nextState;
  }

  @Override
  public FloatBuffer labelLogits() {
    return labelLogits;
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
