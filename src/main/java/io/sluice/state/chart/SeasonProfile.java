package io.sluice.state.chart;

import io.sluice.window.Season;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What a target usually is at each phase of its season, such as the time of day: a running mean per
 * phase, of about the last {@value #MEMORY} seasons. Held in steps of a {@link #step} from an
 * {@link #origin}, two bytes per phase. Mutable; persisted.
 */
public final class SeasonProfile {
  private static final int MEMORY = 14;
  private static final short UNSEEN = Short.MIN_VALUE;

  /** Of so many the neighbours of a phase are about the same time. */
  private static final int MANY_PHASES = 24;

  private static final int MAX_STEPS = Short.MAX_VALUE;

  /** Steps of one mean deviation, when the profile begins. */
  private static final double RESOLUTION = 256;

  private final short[] phases;
  private double origin;
  private double step;
  private int learned;

  /** An empty profile; of fewer than two phases it stays empty. */
  public SeasonProfile(int phases) {
    this.phases = new short[phases];
    Arrays.fill(this.phases, UNSEEN);
  }

  /** Bytes of the stored form of so many phases, at most. */
  static int maxBytes(int phases) {
    return 2 * 5 + 2 * Double.BYTES + phases * Short.BYTES;
  }

  /** The seasons that have been seen, whole ones. */
  public int seasons() {
    return phases.length < 2 ? 0 : learned / phases.length;
  }

  /** The windows whose phase had been seen before, saturating. */
  public int known() {
    return Math.max(0, learned - phases.length);
  }

  /** What is usual at a phase; NaN where nothing is known of it. */
  public double at(int phase) {
    return phases.length < 2 || phases[phase] == UNSEEN
        ? Double.NaN
        : origin + phases[phase] * step;
  }

  /**
   * The signed distance of a value from what is usual at a phase, or at the one before or after it,
   * whichever is nearest: what comes every day may come a little earlier or later. Seasons of few
   * phases, such as the days of a week, are taken at their word. NaN where nothing is known.
   */
  public double nearest(int phase, double value) {
    double nearest = value - at(phase);
    for (int by = -1; by <= 1 && phases.length >= MANY_PHASES; by += 2) {
      double distance = value - at(Math.floorMod(phase + by, phases.length));
      if (Double.isNaN(nearest) || Math.abs(distance) < Math.abs(nearest)) {
        nearest = distance;
      }
    }
    return nearest;
  }

  /**
   * Takes a value in.
   *
   * @param scale by how much values differ from their mean; greater than 0 when it first counts
   */
  public void learn(int phase, double value, double scale) {
    if (phases.length < 2) {
      return;
    }
    if (step == 0) {
      if (scale == 0) {
        return; // a constant has no season
      }
      origin = value;
      step = scale / RESOLUTION;
    }
    double rate = Math.max(1.0 / (1 + seasons()), 1.0 / MEMORY);
    double steps = (value - origin) / step;
    while (Math.abs(steps) > MAX_STEPS && step < Double.MAX_VALUE / 4) {
      widen();
      steps = (value - origin) / step;
    }
    double known = phases[phase] == UNSEEN ? steps : phases[phase];
    phases[phase] = (short) Math.round(known + rate * (steps - known));
    learned = Math.min(learned + 1, MEMORY * phases.length);
  }

  /** The whole profile lies that much higher. */
  public void shift(double by) {
    origin += by;
  }

  private void widen() {
    step *= 2;
    for (int i = 0; i < phases.length; i++) {
      phases[i] = phases[i] == UNSEEN ? UNSEEN : (short) (phases[i] / 2);
    }
  }

  void encode(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(step == 0 ? 0 : phases.length, out);
    if (step == 0) {
      return;
    }
    ByteUtils.writeUnsignedVarint(learned, out);
    out.putDouble(origin).putDouble(step);
    out.asShortBuffer().put(phases);
    out.position(out.position() + phases.length * Short.BYTES);
  }

  /** Reads the stored form; one of other phases is skipped. False when a number is impossible. */
  boolean decode(ByteBuffer in) {
    int stored = ByteUtils.readUnsignedVarint(in);
    if (stored == 0) {
      return true;
    }
    int seen = ByteUtils.readUnsignedVarint(in);
    double from = in.getDouble();
    double by = in.getDouble();
    if (stored < 0 || stored > Season.MAX_PHASES || seen < 0 || !(by > 0)) {
      return false;
    }
    if (stored == phases.length) {
      learned = seen;
      origin = from;
      step = by;
      in.asShortBuffer().get(phases);
    }
    in.position(in.position() + stored * Short.BYTES);
    return true;
  }
}
