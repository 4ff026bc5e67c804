package io.sluice.window.summary;

import java.nio.ByteBuffer;

/** How far values lie apart: the greatest less the least. */
final class Extent implements Summary {
  private static final byte VERSION = 1;

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  @Override
  public void add(double value, long time) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  @Override
  public double value() {
    return max - min;
  }

  @Override
  public int maxBytes() {
    return 1 + 2 * Double.BYTES;
  }

  @Override
  public void write(ByteBuffer out) {
    out.put(VERSION).putDouble(min).putDouble(max);
  }

  @Override
  public void read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("range has version " + version);
    }
    min = in.getDouble();
    max = in.getDouble();
  }
}
