package io.sluice.state;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;

/** An alert episode that is firing. Mutable; persisted with the key state. */
public final class EpisodeState {
  /** The most bytes of the stored form. */
  public static final int MAX_BYTES = 3 + 3 * Long.BYTES + 8 * 5 + 2 * Float.BYTES;

  /** What kind of episode, as the alert package numbers them; 0: none is firing. */
  public int type;

  /** The type by which its id is named: the one that it began with stays. */
  public int name;

  /** Whether it was published as critical. */
  public boolean critical;

  /** Start of its first window, epoch ms. */
  public long firstStart;

  /** End of its last abnormal window, epoch ms. */
  public long lastEnd;

  /** Abnormal windows. */
  public int windows;

  /** Normal windows in a row since the last abnormal one. */
  public int quiet;

  /** Windows since it began. */
  public int age;

  /** Windows in a row on one side of what is usual, and far from it: negative, below. */
  public int aside;

  /** Windows far above what is usual, and far below. */
  public int above;

  public int below;

  /** Windows in a row that were no further off than the ones before, saturating. */
  public int steady;

  /** Highest calibrated score. */
  public float peak;

  /** Highest novelty, see the score package. */
  public float novelty;

  public boolean isFiring() {
    return type != 0;
  }

  /** Becomes the same as another. */
  public void take(EpisodeState other) {
    type = other.type;
    name = other.name;
    critical = other.critical;
    firstStart = other.firstStart;
    lastEnd = other.lastEnd;
    windows = other.windows;
    quiet = other.quiet;
    age = other.age;
    aside = other.aside;
    above = other.above;
    below = other.below;
    steady = other.steady;
    peak = other.peak;
    novelty = other.novelty;
  }

  /** Forgets the episode. */
  public void clear() {
    take(new EpisodeState());
  }

  /** Writes the stored form. */
  public void encode(ByteBuffer out) {
    out.put((byte) (critical ? -type : type)).put((byte) name);
    out.putLong(firstStart);
    ByteUtils.writeVarlong(lastEnd - firstStart, out);
    ByteUtils.writeUnsignedVarint(windows, out);
    ByteUtils.writeUnsignedVarint(quiet, out);
    ByteUtils.writeUnsignedVarint(age, out);
    ByteUtils.writeVarint(aside, out);
    ByteUtils.writeUnsignedVarint(above, out);
    ByteUtils.writeUnsignedVarint(below, out);
    out.put((byte) steady);
    out.putFloat(peak).putFloat(novelty);
  }

  /**
   * Reads the stored form.
   *
   * @param isNamed whether it has what came with version 6 of the key state
   */
  public void decode(boolean isNamed, ByteBuffer in) {
    byte stored = in.get();
    type = Math.abs(stored);
    critical = stored < 0;
    name = isNamed ? in.get() : type;
    firstStart = in.getLong();
    lastEnd = firstStart + ByteUtils.readVarlong(in);
    windows = ByteUtils.readUnsignedVarint(in);
    quiet = ByteUtils.readUnsignedVarint(in);
    if (isNamed) {
      age = ByteUtils.readUnsignedVarint(in);
      aside = ByteUtils.readVarint(in);
      above = ByteUtils.readUnsignedVarint(in);
      below = ByteUtils.readUnsignedVarint(in);
      steady = in.get();
    }
    peak = in.getFloat();
    novelty = isNamed ? in.getFloat() : 0;
  }
}
