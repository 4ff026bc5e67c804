package io.sluice.window;

import io.sluice.config.Aggregate;
import io.sluice.event.TraceParent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The stored form of a {@link WindowRow}: version, number of source ranges, then per target its
 * count and value (with the time for {@code FIRST} and {@code LAST}), then the ranges. A row with a
 * trace parent has another version, and it after that. An empty row is two bytes. Not thread-safe:
 * it reuses a buffer.
 */
public final class WindowRowCodec {
  private static final byte VERSION = 1;
  private static final byte TRACED = 2;
  private static final int TARGET_BYTES = 5 + Double.BYTES + Long.BYTES;
  private static final int RANGE_BYTES = 5 + 10 + 10;
  private static final byte[] EMPTY = {VERSION, 0};

  private final List<Aggregate> aggregates;
  private ByteBuffer buffer;

  public WindowRowCodec(List<Aggregate> aggregates) {
    this.aggregates = List.copyOf(aggregates);
    this.buffer = ByteBuffer.allocate(size(4));
  }

  /** The stored form of an expectation. Shared: not to be changed. */
  public static byte[] empty() {
    return EMPTY;
  }

  public byte[] encode(WindowRow row) {
    if (row.isEmpty()) {
      return EMPTY;
    }
    if (buffer.capacity() < size(row.sources.size())) {
      buffer = ByteBuffer.allocate(size(2 * row.sources.size()));
    }
    buffer.clear().put(row.trace == null ? VERSION : TRACED);
    if (row.trace != null) {
      buffer.put(row.trace);
    }
    ByteUtils.writeUnsignedVarint(row.sources.size(), buffer);
    for (int i = 0; i < row.values.length; i++) {
      ByteUtils.writeUnsignedVarint(row.counts[i], buffer);
      if (row.counts[i] > 0) {
        buffer.putDouble(row.values[i]);
        if (isTimed(i)) {
          buffer.putLong(row.times[i]);
        }
      }
    }
    for (WindowRow.Range range : row.sources) {
      ByteUtils.writeUnsignedVarint(range.partition, buffer);
      ByteUtils.writeVarlong(range.first, buffer);
      ByteUtils.writeVarlong(range.last - range.first, buffer);
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /**
   * Reads a stored row.
   *
   * @throws IllegalStateException when the row was written by a newer version, is truncated or
   *     damaged
   */
  public WindowRow decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      WindowRow row = read(in);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("there are bytes after its end");
      }
      return row;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "window row of " + bytes.length + " bytes is truncated or damaged", e);
    }
  }

  private WindowRow read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION && version != TRACED) {
      throw new IllegalStateException(
          "window row has format version " + version + ", this build reads up to " + TRACED);
    }
    WindowRow row = new WindowRow(aggregates);
    if (version == TRACED) {
      byte[] trace = new byte[TraceParent.BYTES];
      in.get(trace);
      row.trace = trace;
    }
    int sources = ByteUtils.readUnsignedVarint(in);
    if (sources == 0) {
      return row;
    }
    check(sources > 0);
    for (int i = 0; i < row.values.length; i++) {
      row.counts[i] = ByteUtils.readUnsignedVarint(in);
      check(row.counts[i] >= 0);
      if (row.counts[i] > 0) {
        row.values[i] = in.getDouble();
        if (isTimed(i)) {
          row.times[i] = in.getLong();
        }
      }
    }
    for (int i = 0; i < sources; i++) {
      int partition = ByteUtils.readUnsignedVarint(in);
      long first = ByteUtils.readVarlong(in);
      row.sources.add(new WindowRow.Range(partition, first, first + ByteUtils.readVarlong(in)));
    }
    return row;
  }

  private static void check(boolean isPossible) {
    if (!isPossible) {
      throw new IllegalArgumentException("a count is negative");
    }
  }

  private boolean isTimed(int target) {
    Aggregate aggregate = aggregates.get(target);
    return aggregate == Aggregate.FIRST || aggregate == Aggregate.LAST;
  }

  private int size(int sources) {
    return 1 + TraceParent.BYTES + 5 + aggregates.size() * TARGET_BYTES + sources * RANGE_BYTES;
  }
}
