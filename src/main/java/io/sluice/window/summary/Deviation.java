package io.sluice.window.summary;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;

/** The standard deviation of values, by Welford's update: exact whatever their level. */
final class Deviation implements Summary {
  private static final byte VERSION = 1;

  private long count;
  private double mean;

  /** The sum of the squares of what the values are from their mean. */
  private double squares;

  @Override
  public void add(double value, long time) {
    double before = value - mean;
    mean += before / ++count;
    squares += before * (value - mean);
  }

  @Override
  public double value() {
    return Math.sqrt(squares / count);
  }

  @Override
  public int maxBytes() {
    return 1 + 10 + 2 * Double.BYTES;
  }

  @Override
  public void write(ByteBuffer out) {
    ByteUtils.writeVarlong(count, out.put(VERSION));
    out.putDouble(mean).putDouble(squares);
  }

  @Override
  public void read(ByteBuffer in) {
    byte version = in.get();
    count = version == VERSION ? ByteUtils.readVarlong(in) : 0;
    if (count < 1) {
      throw new IllegalArgumentException(
          "deviation of %d values has version %d".formatted(count, version));
    }
    mean = in.getDouble();
    squares = in.getDouble();
  }
}
