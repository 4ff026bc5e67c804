package io.sluice.topology;

import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.BufferedStepBatch;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A step model in plain Java that forecasts the last value with a fixed spread and counts its steps
 * in the recurrent state, so that a test can tell what every output has to be. Of fields that are
 * known in advance it adds the value of its window to all steps, and that of a step to the step. It
 * remembers the size of each run and what was known, and fails on demand.
 */
public final class PersistenceModel implements StepModel {
  static final float[] SPREAD = {-3, -1, 0, 1, 3};
  static final int HORIZON = 2;
  private static final List<String> FEATURES =
      List.of("change", "missing", "day-of-week.sin", "day-of-week.cos");
  private static final String HASH = "0123456789ab";
  static final float STEP = 1 / 1024f;

  /** A row whose {@code change} feature is beyond this makes the run fail. */
  float failBeyond = Float.POSITIVE_INFINITY;

  /** A row whose {@code change} feature is beyond this yields NaN. */
  float nanBeyond = Float.POSITIVE_INFINITY;

  final List<Integer> runs = new ArrayList<>();

  /** By run, what the features tell of its first window: days since Monday. */
  final List<Double> weekdays = new ArrayList<>();

  /** By row, per known field the value of its window and of the steps ahead, in whole numbers. */
  final List<List<Long>> known = new ArrayList<>();

  private final ModelContract contract;
  private final int columns;
  private boolean closed;

  public PersistenceModel(ScalerSpec scaler, int warmup) {
    this(scaler, warmup, HASH, List.of());
  }

  /** A model that sees fields which are known in advance. */
  public PersistenceModel(ScalerSpec scaler, int warmup, List<String> fields) {
    this(scaler, warmup, fields, Map.of());
  }

  /** With something to say of itself. */
  PersistenceModel(
      ScalerSpec scaler, int warmup, List<String> fields, Map<String, String> metadata) {
    this(scaler, warmup, HASH, fields, metadata);
  }

  /** As another file. */
  PersistenceModel(ScalerSpec scaler, int warmup, String hash, List<String> fields) {
    this(scaler, warmup, hash, fields, Map.of());
  }

  private PersistenceModel(
      ScalerSpec scaler,
      int warmup,
      String hash,
      List<String> fields,
      Map<String, String> metadata) {
    List<String> features = new ArrayList<>(FEATURES);
    for (String field : fields) {
      features.addAll(List.of("known." + field, "ahead.known." + field));
    }
    columns = FEATURES.size() + fields.size() * (1 + HORIZON);
    contract =
        new ModelContract(
            "persistence",
            "1",
            hash,
            "none",
            1,
            1,
            FeatureLayout.parse(features, 1, HORIZON),
            1,
            List.of(0.01f, 0.1f, 0.5f, 0.9f, 0.99f),
            HORIZON,
            2,
            true,
            Duration.ofMinutes(10),
            warmup,
            scaler,
            metadata);
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
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  private final class Batch extends BufferedStepBatch {
    Batch(int capacity) {
      super(contract, capacity);
    }

    @Override
    public void run(int rows) throws StepException {
      runs.add(rows);
      weekdays.add(weekday(x().get(2), x().get(3)));
      for (int row = 0; row < rows; row++) {
        float change = Math.abs(x().get(row * columns));
        if (change > failBeyond) {
          throw new StepException("change beyond " + failBeyond, new IllegalArgumentException());
        }
        for (int i = 0; i < HORIZON * SPREAD.length; i++) {
          quantiles()
              .put(
                  row * HORIZON * SPREAD.length + i,
                  change > nanBeyond
                      ? Float.NaN
                      : SPREAD[i % SPREAD.length] + known(row, i / SPREAD.length));
        }
        nextState().put(row * 2, state().get(row * 2) + STEP);
        nextState().put(row * 2 + 1, x().get(row * columns + 1));
        remember(row);
      }
    }

    private float known(int row, int step) {
      float sum = 0;
      for (int at = FEATURES.size(); at < columns; at += 1 + HORIZON) {
        sum += x().get(row * columns + at) + x().get(row * columns + at + 1 + step);
      }
      return sum;
    }

    private void remember(int row) {
      List<Long> values = new ArrayList<>();
      for (int at = FEATURES.size(); at < columns; at++) {
        values.add(Math.round(Math.sinh(x().get(row * columns + at))));
      }
      known.add(values);
    }

    @Override
    public void close() {}
  }

  private static double weekday(double sin, double cos) {
    double turn = Math.atan2(sin, cos) / (2 * Math.PI);
    return 7 * (turn < -1e-6 ? turn + 1 : turn);
  }
}
