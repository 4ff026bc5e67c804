package io.sluice.train.language.label;

import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelFeatures;
import io.sluice.model.label.LabelRows;
import io.sluice.model.label.Logs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Finds the weights of multinomial logistic regression by stochastic gradients with a rate of its
 * own per weight (AdaGrad: Duchi, Hazan and Singer, 2011) and a Gaussian prior. The same arguments
 * give the same weights.
 */
final class EvidenceTrainer {
  private static final int EPOCHS = 30;
  private static final float RATE = 0.3f;

  /** The prior's precision: what each squared weight costs, halved. */
  private static final float PRECISION = 3;

  private static final float BEGIN = 1e-4f;

  private final int labels;
  private final boolean isWhole;
  private final boolean isPast;

  EvidenceTrainer(int labels, boolean isWhole, boolean isPast) {
    this.labels = labels;
    this.isWhole = isWhole;
    this.isPast = isPast;
  }

  /** A weight per label of one feature, and how its gradients have been. */
  private static final class Row {
    final float[] weights;
    final float[] squares;
    int met;

    Row(int labels) {
      weights = new float[labels];
      squares = new float[labels];
    }
  }

  /** An event: the rows that it meets, and its label. */
  private record Example(List<Row> rows, int label) {}

  /** The weights that stretches give. */
  LabelRows train(List<LabelStretch> stretches) {
    Map<Long, Row> rows = new HashMap<>();
    List<Example> examples = examples(stretches, rows);
    Random random = new Random(1);
    float[] logs = new float[labels];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Collections.shuffle(examples, random);
      for (Example example : examples) {
        learn(example, logs);
      }
    }
    RowCounts found = new RowCounts(labels);
    rows.forEach((key, row) -> System.arraycopy(row.weights, 0, found.row(key), 0, labels));
    return found.build();
  }

  private List<Example> examples(List<LabelStretch> stretches, Map<Long, Row> rows) {
    List<Example> examples = new ArrayList<>();
    long[] keys = new long[LabelFeatures.MOST];
    for (LabelStretch stretch : stretches) {
      for (int at = 0; at < stretch.points().size(); at++) {
        int label = stretch.labels().get(at);
        if (label == LabelledEvents.UNKNOWN) {
          continue;
        }
        int count = LabelFeatures.weighed(stretch.points().get(at), isWhole, isPast, keys);
        Row[] met = new Row[count];
        for (int i = 0; i < count; i++) {
          met[i] = rows.computeIfAbsent(keys[i], key -> new Row(labels));
          met[i].met++;
        }
        examples.add(new Example(List.of(met), label));
      }
    }
    return examples;
  }

  private void learn(Example example, float[] logs) {
    Arrays.fill(logs, 0);
    for (Row row : example.rows()) {
      for (int i = 0; i < labels; i++) {
        logs[i] += row.weights[i];
      }
    }
    Logs.normalize(logs);
    for (int i = 0; i < labels; i++) {
      logs[i] = (float) StrictMath.exp(logs[i]) - (i == example.label() ? 1 : 0);
    }
    for (Row row : example.rows()) {
      float prior = PRECISION / row.met;
      for (int i = 0; i < labels; i++) {
        float gradient = logs[i] + prior * row.weights[i];
        row.squares[i] += gradient * gradient;
        row.weights[i] -= RATE * gradient / (float) Math.sqrt(row.squares[i] + BEGIN);
      }
    }
  }
}
