package io.sluice.state.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.language.KeyMemory;
import io.sluice.language.KeyMemoryCodec;
import io.sluice.state.chart.EventCharts;
import io.sluice.state.chart.SessionTally;
import io.sluice.state.chart.TailState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;

final class EventKeyCodecTest {
  private static EventKeyState state() {
    EventKeyState state = new EventKeyState(new KeyMemory(), new EventCharts());
    state.lastEnd = 7_000;
    state.appointment = 9_000;
    state.missingAt = 8_000;
    state.charts.judged = 41;
    state.charts.events = 99;
    state.charts.mean = 2.5f;
    state.charts.tail.peaks = 3;
    return state;
  }

  @Test
  void state_isReadAsItWasWritten() {
    EventKeyState state = state();
    state.charts.borrowed = 583;
    state.charts.end.threshold = 2;
    for (int i = 0; i < 40; i++) {
      state.charts.tally.add(SessionTally.place("token " + i % 35));
    }
    EventKeyState read = EventKeyCodec.decode(EventKeyCodec.encode(state));
    assertThat(read.charts.borrowed).isEqualTo(583);
    assertThat(read.charts.end.threshold).isEqualTo(2);
    assertThat(read.charts.tally.events()).isEqualTo(40);
    assertThat(read.charts.tally.different()).isEqualTo(SessionTally.TOKENS);
    assertThat(read.charts.tally.count(SessionTally.place("token 1"))).isEqualTo(2);
    assertThat(EventKeyCodec.encode(read)).isEqualTo(EventKeyCodec.encode(state));
  }

  /** What the build before wrote: without borrowed charts and counts of sessions. */
  @Test
  void stateOfTheVersionBefore_isRead() {
    EventKeyState state = state();
    ByteBuffer out = ByteBuffer.allocate(4096);
    out.put((byte) 1).put((byte) 0).putLong(7_000).putLong(9_000).putLong(8_000);
    ByteUtils.writeUnsignedVarint(41, out);
    ByteUtils.writeUnsignedVarint(99, out);
    out.putLong(0).putFloat(2.5f).putFloat(0).putFloat(0);
    EventCharts charts = state.charts;
    for (TailState tail :
        new TailState[] {charts.event, charts.sequence, charts.gap, charts.tail}) {
      tail.encode(out);
    }
    out.put(KeyMemoryCodec.encode(state.memory));
    EventKeyState read = EventKeyCodec.decode(Arrays.copyOf(out.array(), out.position()));
    assertThat(read.appointment).isEqualTo(9_000);
    assertThat(read.charts.judged).isEqualTo(41);
    assertThat(read.charts.tail.peaks).isEqualTo(3);
    assertThat(read.charts.borrowed).isZero();
  }

  @Test
  void newerOrDamagedState_isRefused() {
    byte[] bytes = EventKeyCodec.encode(state());
    byte[] newer = bytes.clone();
    newer[0] = 3;
    assertThatThrownBy(() -> EventKeyCodec.decode(newer)).hasMessageContaining("version 3");
    assertThatThrownBy(() -> EventKeyCodec.decode(Arrays.copyOf(bytes, 60)))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Whatever a session counts, a key takes little room. */
  @Test
  void charts_takeLessThanFourHundredBytes() {
    EventCharts charts = new EventCharts();
    for (int i = 0; i < 100_000; i++) {
      charts.tally.add(SessionTally.place("token " + i % 50));
    }
    ByteBuffer out = ByteBuffer.allocate(EventCharts.MAX_BYTES);
    charts.encode(out);
    assertThat(out.position()).isLessThan(400);
  }
}
