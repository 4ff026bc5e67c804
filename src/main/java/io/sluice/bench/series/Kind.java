package io.sluice.bench.series;

import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * Kinds of stationary series. Each key has a level and a scale of its own, the latter over several
 * decades.
 */
public enum Kind {
  /** An AR(1) process that remembers for long: 0.8. */
  AR {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      Autoregression noise = new Autoregression(0.8, random);
      return window -> level + noise.next();
    }
  },
  /** A sine with an AR(1) process on it: 0.5. */
  SEASONAL {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      Autoregression noise = new Autoregression(0.5, random);
      double turn = 2 * Math.PI / cycle.period();
      double phase = 2 * Math.PI * random.nextDouble();
      return window -> level + cycle.amplitude() * Math.sin(turn * window + phase) + noise.next();
    }
  },
  /** AR(1) with shocks of Student's t with three degrees of freedom. */
  HEAVY {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      double[] last = new double[1];
      return window -> {
        last[0] = 0.5 * last[0] + student(random);
        return level + last[0];
      };
    }
  },
  /** A machine that is on for 10 windows and off for 33, at random. */
  ON_OFF {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      boolean[] isOn = new boolean[1];
      return window -> {
        isOn[0] ^= random.nextDouble() < (isOn[0] ? 0.1 : 0.03);
        return (isOn[0] ? 50 : 0) + 0.3 * random.nextGaussian();
      };
    }
  },
  /** Poisson counts of mean 3. */
  COUNTS {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      return window -> poisson(3, random);
    }
  },
  /** AR(1) of a meter that shows halves: the same value often stands for a while. */
  QUANTISED {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      Autoregression noise = new Autoregression(0.9, random);
      return window -> Math.rint(2 * (level + noise.next())) / 2;
    }
  },
  /** The exponential of an AR(1) process. */
  SKEWED {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      Autoregression noise = new Autoregression(0.7, random);
      return window -> Math.exp(3 + 0.7 * noise.next());
    }
  },
  /** Noise whose variance comes and goes: GARCH(1, 1), Bollerslev 1986. */
  GARCH {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      double[] variance = {1};
      return window -> {
        double shock = Math.sqrt(variance[0]) * random.nextGaussian();
        variance[0] = 0.05 + 0.1 * shock * shock + 0.85 * variance[0];
        return level + shock;
      };
    }
  },
  /** Mostly zero, and in every seventh window or so something. */
  INTERMITTENT {
    @Override
    IntToDoubleFunction values(double level, Cycle cycle, Random random) {
      return window -> random.nextDouble() < 0.15 ? 5 * Math.exp(random.nextGaussian()) : 0;
    }
  };

  /** Levels lie between these, in standard deviations of the noise. */
  private static final double LOWEST_LEVEL = 20;

  private static final double LEVELS = 30;

  /** Standard deviation of the natural logarithm of scales. */
  private static final double SCALES = 2;

  /** A function of the window, to be called for each in turn. */
  abstract IntToDoubleFunction values(double level, Cycle cycle, Random random);

  /**
   * Draws a series.
   *
   * @param windows its length
   * @param cycle of series that have one
   * @param random decides everything
   */
  public Drawn draw(int windows, Cycle cycle, Random random) {
    double level = LOWEST_LEVEL + LEVELS * random.nextDouble();
    double scale = Math.exp(SCALES * random.nextGaussian());
    IntToDoubleFunction next = values(level, cycle, random);
    double[] values = new double[windows];
    for (int i = 0; i < windows; i++) {
      values[i] = scale * next.applyAsDouble(i);
    }
    return new Drawn(values, scale);
  }

  /** Student's t with three degrees of freedom. */
  private static double student(Random random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double normal = random.nextGaussian();
      squares += normal * normal;
    }
    return random.nextGaussian() / Math.sqrt(squares / 3);
  }

  /** By the product of uniform numbers (Knuth). */
  private static int poisson(double mean, Random random) {
    double least = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > least; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
