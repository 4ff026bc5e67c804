package io.sluice.demo.simulator;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One symbol of the simulated exchange: a price that order flow moves. */
final class Symbol {
  private static final double MEAN_ORDERS = 8;
  private static final int MEAN_SIZE = 40;

  /** Of the logarithm of the order rate. */
  private static final double CLUSTERING = 0.35;

  /** Logarithmic return per unit of order imbalance. */
  private static final double IMPACT = 0.00018;

  private static final double MARKET_IMPACT = 0.0002;
  private static final double CRASH_DEPTH = 0.09;
  private static final double JUMP = 0.07;

  final String name;
  private final double beta;
  private double logPrice;
  private double volatility;
  private double herding;
  private @Nullable Fault taken;

  Symbol(String name, double price, double beta) {
    this.name = name;
    this.beta = beta;
    this.logPrice = Math.log(price);
  }

  /** Lets the orders of one tick move the price. Returns the traded volume. */
  int trade(double marketVolatility, double marketMove, Random random) {
    volatility = Randomness.settle(random, volatility, 0.99);
    herding = Randomness.settle(random, herding, 0.5);
    double activity = Math.exp(CLUSTERING * (0.7 * marketVolatility + 0.7 * volatility));
    int orders = Randomness.poisson(random, MEAN_ORDERS * activity);
    double buyers = 1 / (1 + Math.exp(-0.15 * herding));
    int imbalance = 0;
    for (int i = 0; i < orders; i++) {
      imbalance += random.nextDouble() < buyers ? 1 : -1;
    }
    logPrice += IMPACT * imbalance + MARKET_IMPACT * beta * activity * marketMove;
    return orders * (MEAN_SIZE / 2 + random.nextInt(MEAN_SIZE));
  }

  /** The price at which it trades under a fault. */
  double price(@Nullable Fault fault, long at) {
    if (fault == null) {
      return Math.exp(logPrice);
    }
    if (fault.kind().equals(MarketSimulator.FLASH_CRASH)) {
      double share = (double) (at - fault.start()) / (fault.end() - fault.start());
      return Math.exp(logPrice) * (1 - CRASH_DEPTH * depth(share));
    }
    if (!fault.equals(taken)) {
      taken = fault;
      logPrice += Math.log1p(JUMP);
    }
    return Math.exp(logPrice);
  }

  /** Down in the first third, at the bottom in the second, back in the last. */
  private static double depth(double share) {
    return Math.max(0, Math.min(1, Math.min(3 * share, 3 - 3 * share)));
  }
}
