package io.sluice.demo.simulator;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One item of the simulated shop: its demand, its promotions and its stock. */
final class Item {
  private static final double[] WEEK = {1.05, 1, 1, 1.1, 1.25, 0.85, 0.75};
  private static final double PROMOTION_UPLIFT = 1.4;
  private static final int PROMOTION_DAYS = 5;
  private static final double PROMOTIONS_PER_DAY = 1.0 / 45;
  private static final double COLLAPSE = 0.02;
  private static final int MEAN_QUANTITY = 3;
  private static final int COVER_DAYS = 30;
  private static final int REORDER_DAYS = 12;
  private static final int BULK_DAYS = 25;

  final String name;
  private final double linesPerDay;
  private int stock;
  private int promotionDays;
  private double trend;
  private @Nullable Fault taken;

  Item(String name, double linesPerDay, Random random) {
    this.name = name;
    this.linesPerDay = linesPerDay;
    this.stock = (int) (unitsPerDay() * (REORDER_DAYS + random.nextInt(REORDER_DAYS)));
  }

  private double unitsPerDay() {
    return linesPerDay * MEAN_QUANTITY;
  }

  int stock() {
    return stock;
  }

  /** Starts and ends promotions, lets the trend drift, and takes a delivery in when one is due. */
  void newDay(@Nullable Fault fault, Random random) {
    promotionDays = Math.max(0, promotionDays - 1);
    if (promotionDays == 0 && random.nextDouble() < PROMOTIONS_PER_DAY) {
      promotionDays = PROMOTION_DAYS;
    }
    trend = Randomness.settle(random, trend, 0.97);
    boolean delivered = fault == null || !fault.kind().equals(SupplyChainSimulator.STOCK_OUT);
    if (delivered && stock < unitsPerDay() * REORDER_DAYS) {
      stock += (int) (unitsPerDay() * COVER_DAYS);
    }
  }

  /** The quantities of the order lines of one opening hour. */
  List<Integer> demand(@Nullable Fault fault, DayOfWeek day, int hours, Random random) {
    String kind = fault == null ? "" : fault.kind();
    double mean = linesPerDay * WEEK[day.getValue() - 1] * Math.exp(0.08 * trend) / hours;
    mean *= promotionDays > 0 ? PROMOTION_UPLIFT : 1;
    mean *= kind.equals(SupplyChainSimulator.DEMAND_COLLAPSE) ? COLLAPSE : 1;
    int lines = Randomness.poisson(random, mean);
    if (kind.equals(SupplyChainSimulator.STOCK_OUT)) {
      stock = 0;
    }
    List<Integer> quantities = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      int served = Math.min(stock, 1 + Randomness.poisson(random, MEAN_QUANTITY - 1));
      if (served > 0) {
        stock -= served;
        quantities.add(served);
      }
    }
    if (fault != null && kind.equals(SupplyChainSimulator.BULK_ORDER) && !fault.equals(taken)) {
      taken = fault;
      quantities.add((int) (unitsPerDay() * BULK_DAYS)); // served straight from the supplier
    }
    return quantities;
  }
}
