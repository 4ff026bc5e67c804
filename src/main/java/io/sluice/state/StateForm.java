package io.sluice.state;

import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.window.KeyPlans;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** What the states of a pipeline are made of: its targets, its plans, and the model it has. */
final class StateForm {
  /** First hexadecimal digits of a model's hash, in bytes. */
  static final int HASH_BYTES = 6;

  private static final int KIND_BITS = 2;
  private static final int KIND_MASK = (1 << KIND_BITS) - 1;

  final Schemas schemas;
  final PlansCodec plans;
  final byte[] modelHash;
  final int targets;

  /** Targets whose recurrent states are apart: all of them, or one of all. */
  final int lanes;

  final int levels;
  final int ring;
  final int phases;

  /** Whether the recurrent state is bounded by [-1, 1]. */
  final boolean isBounded;

  private final ModelContract model;
  private final float[] initial;

  StateForm(ModelContract model, Schemas schemas, List<String> known, int phases) {
    this.model = model;
    this.schemas = schemas;
    this.plans = new PlansCodec(known);
    this.modelHash = HexFormat.of().parseHex(model.hash());
    this.targets = schemas.current().size();
    this.lanes = targets / model.targets();
    this.levels = model.levels().size();
    this.ring = InputRing.capacity(model.features().past());
    this.phases = phases;
    this.isBounded = model.boundedState();
    this.initial = initial(lanes);
  }

  /** The model's initial state, once per lane. */
  private float[] initial(int lanes) {
    float[] one = model.initialState();
    float[] all = new float[lanes * one.length];
    for (int lane = 0; lane < lanes; lane++) {
      System.arraycopy(one, 0, all, lane * one.length, one.length);
    }
    return all;
  }

  /** The state of a key that was never seen. */
  KeyState create() {
    return new KeyState(targets, levels, initial, ring, plans.create(), phases);
  }

  /** The same, of so many targets as the pipeline had once. */
  KeyState create(int targets) {
    float[] hidden = initial(Math.max(1, targets / model.targets()));
    return new KeyState(targets, levels, hidden, ring, plans.create(), phases);
  }

  KeyPlans copyOf(KeyPlans known) {
    KeyPlans copy = plans.create();
    copy.copy(known);
    return copy;
  }

  int hiddenSize() {
    return initial.length;
  }

  boolean isModel(byte[] hash) {
    return Arrays.equals(hash, modelHash);
  }

  /** One byte: the number of targets and the kind of scaler. */
  byte shape() {
    return (byte) (targets << KIND_BITS | model.scaler().kind().code());
  }

  /** Whether a stored shape is of so many targets. */
  boolean hasTargets(byte shape, int targets) {
    return shape >>> KIND_BITS == (byte) (targets << KIND_BITS) >>> KIND_BITS;
  }

  /** Whether the scaler of a stored shape measures in the same space as the model's. */
  boolean measuresAlike(byte shape) {
    return isLogarithmic(shape) == isLogarithmic(shape());
  }

  private static boolean isLogarithmic(byte shape) {
    return (shape & KIND_MASK) == ScalerSpec.Kind.LOG_RETURN.code();
  }

  /** The targets that are counters. */
  static int[] counters(Schema schema) {
    List<Schema.Target> targets = schema.targets();
    return IntStream.range(0, targets.size())
        .filter(i -> targets.get(i).aggregate().isCounter())
        .toArray();
  }
}
