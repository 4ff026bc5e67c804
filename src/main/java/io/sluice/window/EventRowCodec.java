package io.sluice.window;

import io.sluice.event.TraceParent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of an {@link EventRow}: version, number of events, whether there is a trace
 * parent and the trace parent, and of each event its time, partition, offset, and token with its
 * length. An event is appended without reading those before it. Stateless.
 */
public final class EventRowCodec {
  /** The most events of a row. */
  public static final int MAX_EVENTS = 10_000;

  /** The most bytes of a row: it is one record of the changelog. */
  public static final int MAX_BYTES = 512 * 1024;

  private static final byte VERSION = 1;
  private static final int COUNT = 1;

  /** Where a byte says whether a trace parent follows. */
  private static final int TRACE = COUNT + Integer.BYTES;

  private static final int HEADER_BYTES = TRACE + 1;
  private static final byte[] EMPTY = {VERSION, 0, 0, 0, 0, 0};

  private EventRowCodec() {}

  /** The stored form of an appointment. Shared: not to be changed. */
  public static byte[] empty() {
    return EMPTY;
  }

  /** Whether a stored row has no event. */
  public static boolean isEmpty(byte[] row) {
    return count(row) == 0;
  }

  private static int count(byte[] row) {
    return ByteBuffer.wrap(row).getInt(COUNT);
  }

  /**
   * A row with one event more.
   *
   * @param row stored form of what there was; null: nothing
   * @param trace the event's trace parent; null: it has none
   * @return null when the row is full
   */
  public static byte @Nullable [] append(
      byte @Nullable [] row, EventRow.Entry event, byte @Nullable [] trace) {
    byte[] before = traced(row == null ? EMPTY : row, trace);
    byte[] token = event.token().getBytes(StandardCharsets.UTF_8);
    int size =
        before.length
            + Long.BYTES
            + ByteUtils.sizeOfUnsignedVarint(event.partition())
            + ByteUtils.sizeOfVarlong(event.offset())
            + ByteUtils.sizeOfUnsignedVarint(token.length)
            + token.length;
    int count = count(before) + 1;
    if (count > MAX_EVENTS || size > MAX_BYTES) {
      return null;
    }
    ByteBuffer out = ByteBuffer.wrap(Arrays.copyOf(before, size));
    out.putInt(COUNT, count).position(before.length).putLong(event.time());
    ByteUtils.writeUnsignedVarint(event.partition(), out);
    ByteUtils.writeVarlong(event.offset(), out);
    ByteUtils.writeUnsignedVarint(token.length, out);
    return out.put(token).array();
  }

  /** A copy of the row that has a trace parent; the row itself when there is none to put in. */
  private static byte[] traced(byte[] row, byte @Nullable [] trace) {
    if (trace == null) {
      return row;
    }
    int events = row[TRACE] == 0 ? HEADER_BYTES : HEADER_BYTES + TraceParent.BYTES;
    ByteBuffer out =
        ByteBuffer.allocate(row.length - events + HEADER_BYTES + TraceParent.BYTES)
            .put(row, 0, TRACE)
            .put((byte) 1)
            .put(trace)
            .put(row, events, row.length - events);
    return out.array();
  }

  /**
   * Reads a stored row.
   *
   * @throws IllegalStateException when the row was written by a newer version, is truncated or
   *     damaged
   */
  public static EventRow decode(byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalStateException(
            "row of events has format version " + version + ", this build reads " + VERSION);
      }
      int count = in.getInt();
      if (count < 0 || count > MAX_EVENTS) {
        throw new IllegalArgumentException("an impossible number of events: " + count);
      }
      byte @Nullable [] trace = in.get() == 0 ? null : new byte[TraceParent.BYTES];
      if (trace != null) {
        in.get(trace);
      }
      List<EventRow.Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(entry(in));
      }
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("there are bytes after its end");
      }
      return new EventRow(entries, trace);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "row of events of " + row.length + " bytes is truncated or damaged", e);
    }
  }

  private static EventRow.Entry entry(ByteBuffer in) {
    long time = in.getLong();
    int partition = ByteUtils.readUnsignedVarint(in);
    long offset = ByteUtils.readVarlong(in);
    int length = ByteUtils.readUnsignedVarint(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("an impossible length of a token: " + length);
    }
    byte[] token = new byte[length];
    in.get(token);
    return new EventRow.Entry(time, partition, offset, new String(token, StandardCharsets.UTF_8));
  }
}
