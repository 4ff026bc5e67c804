package io.sluice.state.event;

import io.sluice.language.KeyMemory;
import io.sluice.language.KeyMemoryCodec;
import io.sluice.state.EpisodeState;
import io.sluice.state.chart.EventCharts;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The stored form of an {@link EventKeyState}: version, which episodes there are, times, charts,
 * episodes, and the {@linkplain KeyMemoryCodec memory} to the end. Stateless.
 */
public final class EventKeyCodec {
  private static final byte VERSION = 2;

  /** Of builds whose keys began with no charts, and that did not count sessions. */
  private static final byte WITHOUT_SESSIONS = 1;

  private static final int UNUSUAL = 1;
  private static final int MISSING = 2;
  private static final int MAX_BYTES =
      2 + 3 * Long.BYTES + EventCharts.MAX_BYTES + 2 * EpisodeState.MAX_BYTES;

  private EventKeyCodec() {}

  public static byte[] encode(EventKeyState state) {
    byte[] memory = KeyMemoryCodec.encode(state.memory);
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES + memory.length);
    int episodes =
        (state.unusual.isFiring() ? UNUSUAL : 0) | (state.missing.isFiring() ? MISSING : 0);
    out.put(VERSION).put((byte) episodes);
    out.putLong(state.lastEnd).putLong(state.appointment).putLong(state.missingAt);
    state.charts.encode(out);
    if (state.unusual.isFiring()) {
      state.unusual.encode(out);
    }
    if (state.missing.isFiring()) {
      state.missing.encode(out);
    }
    return Arrays.copyOf(out.put(memory).array(), out.position());
  }

  /**
   * Reads a stored state.
   *
   * @throws IllegalStateException when it was written by a newer version, is truncated or damaged
   */
  public static EventKeyState decode(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    try {
      byte version = in.get();
      if (version < WITHOUT_SESSIONS || version > VERSION) {
        throw new IllegalStateException(
            "key state of events has format version %d, this build reads up to %d"
                .formatted(version, VERSION));
      }
      return read(in, version > WITHOUT_SESSIONS);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "key state of events of " + stored.length + " bytes is truncated or damaged", e);
    }
  }

  private static EventKeyState read(ByteBuffer in, boolean hasSessions) {
    int episodes = in.get();
    EventKeyState state = new EventKeyState(new KeyMemory(), new EventCharts());
    state.lastEnd = in.getLong();
    state.appointment = in.getLong();
    state.missingAt = in.getLong();
    if (!state.charts.decode(in, hasSessions)) {
      throw new IllegalArgumentException("a count is negative");
    }
    if ((episodes & UNUSUAL) != 0) {
      state.unusual.decode(true, in);
    }
    if ((episodes & MISSING) != 0) {
      state.missing.decode(true, in);
    }
    byte[] memory = new byte[in.remaining()];
    in.get(memory);
    state.memory = KeyMemoryCodec.decode(memory);
    return state;
  }
}
