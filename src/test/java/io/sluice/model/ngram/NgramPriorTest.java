package io.sluice.model.ngram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What another home's counts say in this one. */
final class NgramPriorTest {
  private static final int SIZE = 6;

  /** Those that count how often; the others count after how many different tokens. */
  private static final int[] COUNTED = {
    NgramTables.ORDER - 1, NgramTables.ORDER, NgramTables.ORDER + 1
  };

  /** Theirs by id: unknown, end, a, b, c. Here: unknown, end, c, a, b and one that is new. */
  private static final int[] OWN = {-1, 1, 3, 4, 2};

  private final Context context = new Context();

  private static NgramTables counted(int size, NgramPrior prior, int... tokens) {
    TableBuilder builder = new TableBuilder(size);
    Context context = new Context();
    context.clear();
    for (int token : tokens) {
      builder.add(context, token);
      context.push(token);
      context.at(1000, 8);
    }
    builder.addUnknown(0, 1);
    return builder.build(prior);
  }

  /** A cycle of their three tokens. */
  private static NgramPrior prior(int size) {
    int[] cycle = IntStream.range(0, 300).map(i -> 2 + i % 3).toArray();
    return new NgramPrior(counted(5, null, cycle), OWN, size);
  }

  private float[][] after(NgramTables tables, int... tokens) {
    context.clear();
    for (int token : tokens) {
      context.push(token);
      context.at(1000, 8);
    }
    float[][] out = new float[NgramTables.DISTRIBUTIONS][SIZE];
    tables.fill(context, out);
    return out;
  }

  @Test
  void whatWasNeverMetHere_isAsTheOtherHomeHasIt() {
    NgramTables few = counted(SIZE, prior(SIZE), 5, 5);
    for (float[] logs : after(few, 3)) {
      assertThat(Math.exp(logs[5])).isGreaterThan(0.001);
    }
    float[][] known = after(few, 4, 2, 3); // b, c, a: then b
    for (int order : COUNTED) {
      assertThat(Math.exp(known[order][4])).as("distribution %d", order).isGreaterThan(0.9);
    }
  }

  @Test
  void whatIsMetHereOften_outweighsIt() {
    int[] here = IntStream.range(0, 300).map(i -> 4 - i % 3).toArray(); // the other way round
    float[][] after = after(counted(SIZE, prior(SIZE), here), 2, 4, 3); // c, b, a: then c
    for (int order : COUNTED) {
      assertThat(Math.exp(after[order][2])).as("distribution %d", order).isGreaterThan(0.8);
    }
  }

  @Test
  void allDistributions_sumToOne() {
    NgramTables tables = counted(SIZE, prior(SIZE), 3, 4, 2, 5, 3, 4, 4, 2, 3, 5, 3);
    for (int[] before : new int[][] {{}, {3}, {2, 3}, {5, 3}, {3, 4, 2}, {4, 2, 3}, {5}, {1, 4}}) {
      for (float[] logs : after(tables, before)) {
        double sum = 0;
        for (float log : logs) {
          sum += Math.exp(log);
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
      }
    }
  }

  @Test
  void tokensThatAreNotHere_leaveTheirShareToTheRest() {
    NgramPrior prior =
        new NgramPrior(counted(5, null, 2, 3, 2, 4, 2, 3), new int[] {-1, 1, 2, -1, 3}, SIZE);
    for (float[] logs : after(counted(SIZE, prior, 2, 3), 2)) {
      double sum = 0;
      for (float log : logs) {
        sum += Math.exp(log);
      }
      assertThat(sum).isCloseTo(1, within(1e-4));
    }
  }
}
