package io.sluice.state.chart;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What the charts remember of one target of a key. Slow means have a memory of about {@value
 * #MEMORY} windows and stand still while an alert fires; fast ones go on. Values are in the
 * source's unit. Mutable; persisted.
 */
public final class ChartState {
  /** Windows after which old ones are forgotten, in slow means. */
  public static final int MEMORY = 2000;

  /** Windows are counted up to here: the newest then has a weight of one in {@link #MEMORY}. */
  public static final int MAX_COUNT = 2 * MEMORY - 1;

  /** Numbers of {@link #tails}. */
  public static final int ERROR = 0;

  public static final int DISTANCE = 1;
  public static final int LEVEL = 2;
  public static final int SPREAD_UP = 3;
  public static final int CHANGE = 4;

  /** How many there are. */
  public static final int TAILS = 5;

  /** Where the logarithms of the statistics begin to be tails, before anything is known. */
  private static final double[] THRESHOLDS = {1.6, 1.4, 1.1, 0.6, 0.9};

  private static final double[] EXCESSES = {0.2, 0.2, 0.2, 0.15, 0.2};

  private static final int FIXED_BYTES = 1 + 4 * 5 + 2 * Double.BYTES + 13 * Float.BYTES;

  /** Windows learned, saturating at {@link #MAX_COUNT}. */
  public int count;

  /** Slow mean of the values. */
  public double level;

  /** The last value. */
  public double last;

  /** Slow mean distance of values from the median that was forecast of them. */
  public float error;

  /** Windows in {@link #error}. */
  public int errors;

  /** Slow mean distance of values from the level. */
  public float fromLevel;

  /** Slow mean distance of values from the profile. */
  public float fromProfile;

  /** Slow mean distance of values from what is usual: the level, or the profile if it is better. */
  public float fromUsual;

  /** Fast mean of the signed distance from what is usual. */
  public float offset;

  /** A slower one. */
  public float drift;

  /** Slow mean size of {@link #drift}. */
  public float driftSize;

  /** Fast mean distance of values from their forecasts. */
  public float spread;

  /** Slow mean of that. */
  public float spreadSize;

  /** Fast mean change from value to value. */
  public float change;

  /** Slow mean of that. */
  public float changeSize;

  /** How often the last value has been repeated. */
  public int run;

  /** Running share of repeats after a value that was none. */
  public float repeatStart;

  /** Running share of repeats after a repeat, in so many of them. */
  public float repeatStay;

  public int repeats;

  /** Whether the last value that was learned was a repeat. */
  public boolean wasRepeat;

  /** Of the logarithms of the statistics that have one. */
  public final TailState[] tails = new TailState[TAILS];

  /** What is usual at each time of the season. */
  public final SeasonProfile profile;

  /** The charts of a target that was never seen. */
  public ChartState(int phases) {
    for (int i = 0; i < TAILS; i++) {
      tails[i] = new TailState(THRESHOLDS[i], EXCESSES[i]);
    }
    profile = new SeasonProfile(phases);
  }

  /** The most bytes of the stored form. */
  public static int maxBytes(int phases) {
    return FIXED_BYTES + TAILS * TailState.MAX_BYTES + SeasonProfile.maxBytes(phases);
  }

  /** Writes the stored form. */
  public void encode(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(count, out);
    ByteUtils.writeUnsignedVarint(errors, out);
    ByteUtils.writeUnsignedVarint(run, out);
    ByteUtils.writeUnsignedVarint(repeats, out);
    out.put((byte) (wasRepeat ? 1 : 0));
    out.putDouble(level).putDouble(last);
    out.putFloat(error).putFloat(fromLevel).putFloat(fromProfile).putFloat(fromUsual);
    out.putFloat(offset).putFloat(drift).putFloat(driftSize);
    out.putFloat(spread).putFloat(spreadSize).putFloat(change).putFloat(changeSize);
    out.putFloat(repeatStart).putFloat(repeatStay);
    for (TailState tail : tails) {
      tail.encode(out);
    }
    profile.encode(out);
  }

  /** Reads the stored form; false when a number is impossible. */
  public boolean decode(ByteBuffer in) {
    count = ByteUtils.readUnsignedVarint(in);
    errors = ByteUtils.readUnsignedVarint(in);
    run = ByteUtils.readUnsignedVarint(in);
    repeats = ByteUtils.readUnsignedVarint(in);
    wasRepeat = in.get() != 0;
    level = in.getDouble();
    last = in.getDouble();
    error = in.getFloat();
    fromLevel = in.getFloat();
    fromProfile = in.getFloat();
    fromUsual = in.getFloat();
    offset = in.getFloat();
    drift = in.getFloat();
    driftSize = in.getFloat();
    spread = in.getFloat();
    spreadSize = in.getFloat();
    change = in.getFloat();
    changeSize = in.getFloat();
    repeatStart = in.getFloat();
    repeatStay = in.getFloat();
    boolean sound = count >= 0 && errors >= 0 && run >= 0 && repeats >= 0;
    for (TailState tail : tails) {
      sound &= tail.decode(in);
    }
    return profile.decode(in) && sound;
  }
}
