package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PopulationTest {
  private static Population after(int keys, double unit, double offset) {
    Random random = new Random(4);
    Population population = new Population(1);
    for (int i = 0; i < keys; i++) {
      population.learn(0, unit * (Math.exp(random.nextGaussian()) + offset));
    }
    return population;
  }

  @Test
  void firstValue_farFromThoseOfOtherKeys_isASurprise_whateverTheUnitAndOffset() {
    Population one = after(100, 1, 0);
    assertThat(Math.abs(one.surprise(0, 1.5))).isLessThan(1);
    assertThat(one.surprise(0, 1e4)).isGreaterThan(3);
    for (double unit : new double[] {1e-12, 1e-3, 1e12}) {
      for (double offset : new double[] {0, -40, 1e5}) {
        Population other = after(100, unit, offset);
        for (double value : new double[] {-100, 0.2, 1.5, 40, 1e4}) {
          assertThat(other.surprise(0, unit * (value + offset)))
              .as("%s times %s more than %s", unit, offset, value)
              .isCloseTo(one.surprise(0, value), within(1e-3));
        }
        assertThat(other.expected(0) / unit - offset).isCloseTo(one.expected(0), within(1e-3));
        assertThat(other.bound(0, 1) / unit - offset).isCloseTo(one.bound(0, 1), within(1e-2));
      }
    }
  }

  @Test
  void fewKeys_areNoPopulation() {
    assertThat(after(29, 1, 0).surprise(0, 1e9)).isZero();
  }

  @Test
  void keysThatAllBeginAlike_makeAnotherBeginningOdd() {
    Population population = new Population(1);
    for (int i = 0; i < 50; i++) {
      population.learn(0, 20);
    }
    assertThat(population.surprise(0, 20)).isZero();
    assertThat(population.surprise(0, 21)).isGreaterThan(5).isFinite();
    assertThat(population.expected(0)).isEqualTo(20);
    population.learn(0, 1e300);
    assertThat(population.surprise(0, -1e300)).isFinite();
  }

  @Test
  void storedForm_isReadBack_andThatOfVersionOneIsForgotten() {
    Population population = after(80, 1, 5);
    Population back = new Population(1);
    back.decode(population.encode());
    assertThat(back.surprise(0, 300)).isEqualTo(population.surprise(0, 300));

    byte[] old = new byte[2 + 4 + 16];
    old[0] = 1;
    old[1] = 1;
    Population of = new Population(1);
    of.decode(old);
    assertThat(of.surprise(0, 300)).isZero();
  }
}
