package io.sluice.window;

import io.sluice.config.Aggregate;
import io.sluice.config.CovariatesConfig;
import io.sluice.event.TraceParent;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.window.summary.Summary;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The stored form of a {@link WindowRow}: version, number of source ranges, then per target its
 * count and value (with the time for {@code FIRST} and {@code LAST}; a {@link Summary} in its own
 * versioned form in place of both), then the ranges. The version is one more than a set of bits: 1,
 * the row has a trace parent, which stands after the version; 2, its events say something in
 * advance, which stands at the end behind a hash of the fields' names; 4, as all rows have now, the
 * stamp of the {@link Schema} stands after the version; 8, what rounding took from a sum stands
 * after the value of each sum, mean and count. A row of targets that the pipeline had before
 * becomes one of those it has. An empty row is two bytes. Not thread-safe: it reuses a buffer.
 */
public final class WindowRowCodec {
  private static final byte VERSION = 1;
  private static final int TRACED = 1;
  private static final int PLANNED = 2;
  private static final int STAMPED = 4;
  private static final int EXACT = 8;
  private static final int LAST_VERSION = VERSION + TRACED + PLANNED + STAMPED + EXACT;
  private static final int TARGET_BYTES = 5 + Double.BYTES + Long.BYTES;
  private static final int RANGE_BYTES = 5 + 10 + 10;
  private static final byte[] EMPTY = {VERSION, 0};

  private final Schemas schemas;
  private final List<Aggregate> aggregates;
  private final int known;
  private ByteBuffer buffer;

  /** A codec for pipelines in which nothing is known in advance. */
  public WindowRowCodec(List<Aggregate> aggregates) {
    this(aggregates, List.of());
  }

  /**
   * A codec for the rows of a pipeline.
   *
   * @param aggregates one per target
   * @param known the fields that are known in advance; what was announced of other ones is left out
   */
  public WindowRowCodec(List<Aggregate> aggregates, List<String> known) {
    this(Schemas.only(Schema.unnamed(aggregates)), known);
  }

  /**
   * A codec for the rows of a pipeline that has had other targets.
   *
   * @param schemas its targets, now and before
   * @param known the fields that are known in advance; what was announced of other ones is left out
   */
  public WindowRowCodec(Schemas schemas, List<String> known) {
    this.schemas = schemas;
    this.aggregates = schemas.current().aggregates();
    this.known = known.hashCode();
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
    RowPlans plans = row.plans;
    int most = size(row.sources.size()) + (plans == null ? 0 : Integer.BYTES + plans.maxBytes());
    for (int i = 0; i < row.values.length; i++) {
      Summary summary = row.summary(i);
      most += summary == null ? 0 : summary.maxBytes();
    }
    if (buffer.capacity() < most) {
      buffer = ByteBuffer.allocate(2 * most);
    }
    byte version = version(row);
    buffer.clear().put(version);
    Schema.putStamp(schemas.stamp(), buffer);
    if (row.trace != null) {
      buffer.put(row.trace);
    }
    ByteUtils.writeUnsignedVarint(row.sources.size(), buffer);
    writeTargets(row, isExact(version));
    writeSources(row);
    if (plans != null) {
      plans.write(buffer.putInt(known));
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private void writeTargets(WindowRow row, boolean isExact) {
    for (int i = 0; i < row.values.length; i++) {
      ByteUtils.writeUnsignedVarint(row.counts[i], buffer);
      if (row.counts[i] > 0) {
        writeTarget(row, i, isExact);
      }
    }
  }

  private void writeTarget(WindowRow row, int i, boolean isExact) {
    Summary summary = row.summary(i);
    if (summary != null) {
      summary.write(buffer);
      return;
    }
    buffer.putDouble(row.values[i]);
    if (WindowRow.isTimed(aggregates.get(i))) {
      buffer.putLong(row.times[i]);
    } else if (isExact && WindowRow.isSum(aggregates.get(i))) {
      buffer.putDouble(row.rests[i]);
    }
  }

  private void writeSources(WindowRow row) {
    for (WindowRow.Range range : row.sources) {
      ByteUtils.writeUnsignedVarint(range.partition, buffer);
      ByteUtils.writeVarlong(range.first, buffer);
      ByteUtils.writeVarlong(range.last - range.first, buffer);
    }
  }

  private static byte version(WindowRow row) {
    int bits = (row.trace == null ? 0 : TRACED) | (row.plans == null ? 0 : PLANNED) | STAMPED;
    return (byte) (VERSION + (bits | (row.isRounded() ? EXACT : 0)));
  }

  private static boolean isExact(byte version) {
    return ((version - VERSION) & EXACT) != 0;
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
    if (version < VERSION || version > LAST_VERSION) {
      throw new IllegalStateException(
          "window row has format version " + version + ", this build reads up to " + LAST_VERSION);
    }
    int bits = version - VERSION;
    int stamp = (bits & STAMPED) == 0 ? Schema.UNSTAMPED : Schema.getStamp(in);
    if (schemas.isCurrent(stamp)) {
      return read(in, bits, aggregates);
    }
    Schema before = schemas.of(stamp, "window row");
    return read(in, bits, before.aggregates()).in(aggregates, schemas.current().placesIn(before));
  }

  private WindowRow read(ByteBuffer in, int bits, List<Aggregate> stored) {
    WindowRow row = new WindowRow(stored);
    if ((bits & TRACED) != 0) {
      byte[] trace = new byte[TraceParent.BYTES];
      in.get(trace);
      row.trace = trace;
    }
    int sources = ByteUtils.readUnsignedVarint(in);
    if (sources == 0) {
      return row;
    }
    check(sources > 0);
    readTargets(row, in, (bits & EXACT) != 0);
    readSources(row, sources, in);
    if ((bits & PLANNED) != 0) {
      boolean same = in.getInt() == known;
      RowPlans plans = RowPlans.read(in, CovariatesConfig.MAX_KNOWN);
      row.plans = same ? plans : null;
    }
    return row;
  }

  private static void readTargets(WindowRow row, ByteBuffer in, boolean isExact) {
    for (int i = 0; i < row.values.length; i++) {
      row.counts[i] = ByteUtils.readUnsignedVarint(in);
      check(row.counts[i] >= 0);
      if (row.counts[i] > 0) {
        readTarget(row, i, in, isExact);
      }
    }
  }

  private static void readTarget(WindowRow row, int i, ByteBuffer in, boolean isExact) {
    Summary summary = row.summary(i);
    if (summary != null) {
      summary.read(in);
      return;
    }
    row.values[i] = in.getDouble();
    if (WindowRow.isTimed(row.aggregates.get(i))) {
      row.times[i] = in.getLong();
    } else if (isExact && WindowRow.isSum(row.aggregates.get(i))) {
      row.rests[i] = in.getDouble();
    }
  }

  private static void readSources(WindowRow row, int sources, ByteBuffer in) {
    for (int i = 0; i < sources; i++) {
      int partition = ByteUtils.readUnsignedVarint(in);
      long first = ByteUtils.readVarlong(in);
      row.sources.add(new WindowRow.Range(partition, first, first + ByteUtils.readVarlong(in)));
    }
  }

  private static void check(boolean isPossible) {
    if (!isPossible) {
      throw new IllegalArgumentException("a count is negative");
    }
  }

  private int size(int sources) {
    return 1
        + Schema.STAMP_BYTES
        + TraceParent.BYTES
        + 5
        + aggregates.size() * TARGET_BYTES
        + sources * RANGE_BYTES;
  }
}
