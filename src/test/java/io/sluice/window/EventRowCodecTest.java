package io.sluice.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.window.EventRow.Entry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EventRowCodecTest {
  private static final byte[] TRACE =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(StandardCharsets.US_ASCII);

  private static byte[] row(Entry... entries) {
    byte[] row = EventRowCodec.empty();
    for (Entry entry : entries) {
      row = EventRowCodec.append(row, entry, null);
    }
    return row;
  }

  @Test
  void events_comeBackInOrderOfTime_thenOfTheSource() {
    Entry late = new Entry(3000, 0, 7, "Tür auf");
    Entry early = new Entry(1000, 1, 900_000_000_000L, "hall");
    Entry same = new Entry(1000, 0, 5, "bath");
    assertThat(EventRowCodec.decode(row(late, early, same)).entries())
        .containsExactly(same, early, late);
  }

  @Test
  void appointment_hasNoEvent_andTakesSome() {
    assertThat(EventRowCodec.isEmpty(EventRowCodec.empty())).isTrue();
    assertThat(EventRowCodec.decode(EventRowCodec.empty()).entries()).isEmpty();
    byte[] row = EventRowCodec.append(null, new Entry(1, 0, 0, "a"), null);
    assertThat(row).isEqualTo(row(new Entry(1, 0, 0, "a")));
    assertThat(EventRowCodec.isEmpty(row)).isFalse();
    assertThat(EventRowCodec.isEmpty(EventRowCodec.empty())).isTrue();
  }

  @Test
  void traceOfTheNewestEventThatHasOne_isKept() {
    byte[] other = TRACE.clone();
    other[54] = '0';
    byte[] row = row(new Entry(1, 0, 0, "a"));
    assertThat(EventRowCodec.decode(row).traceParent()).isNull();
    row = EventRowCodec.append(row, new Entry(2, 0, 1, "b"), other);
    row = EventRowCodec.append(row, new Entry(3, 0, 2, "c"), TRACE);
    row = EventRowCodec.append(row, new Entry(4, 0, 3, "d"), null);
    EventRow read = EventRowCodec.decode(row);
    assertThat(read.traceParent()).isEqualTo(TRACE);
    assertThat(read.entries()).extracting(Entry::token).containsExactly("a", "b", "c", "d");
  }

  @Test
  void windowOfTooManyEvents_isFull() {
    byte[] row = null;
    for (int i = 0; i < EventRowCodec.MAX_EVENTS; i++) {
      row = EventRowCodec.append(row, new Entry(i, 0, i, "a"), null);
    }
    assertThat(row).isNotNull();
    assertThat(EventRowCodec.append(row, new Entry(0, 0, 0, "a"), null)).isNull();
    assertThat(EventRowCodec.decode(row).entries()).hasSize(EventRowCodec.MAX_EVENTS);
  }

  @Test
  void windowOfTooManyBytes_isFull() {
    byte[] row = EventRowCodec.empty();
    byte[] more = row;
    while (more != null) {
      row = more;
      more = EventRowCodec.append(row, new Entry(0, 0, 0, "x".repeat(256)), null);
    }
    assertThat(row.length).isBetween(EventRowCodec.MAX_BYTES - 300, EventRowCodec.MAX_BYTES);
  }

  @Test
  void anotherVersion_isNamedInTheError() {
    byte[] row = row(new Entry(1, 0, 0, "a"));
    row[0] = 9;
    assertThatThrownBy(() -> EventRowCodec.decode(row))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void damagedRow_isRefused() {
    byte[] row =
        EventRowCodec.append(row(new Entry(1, 3, 70_000, "a")), new Entry(2, 0, 1, "b"), TRACE);
    for (int length = 0; length < row.length; length++) {
      byte[] cut = Arrays.copyOf(row, length);
      assertThatThrownBy(() -> EventRowCodec.decode(cut)).isInstanceOf(IllegalStateException.class);
    }
    byte[] longer = Arrays.copyOf(row, row.length + 1);
    assertThatThrownBy(() -> EventRowCodec.decode(longer))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void randomDamage_givesARowOrARefusal() {
    Random random = new Random(20130218);
    byte[] row = row(new Entry(1, 3, 70_000, "kitchen"), new Entry(2, 0, 1, "hall"));
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = row.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        List<Entry> read = EventRowCodec.decode(damaged).entries();
        assertThat(read.size()).isLessThanOrEqualTo(EventRowCodec.MAX_EVENTS);
      } catch (IllegalStateException refused) {
        assertThat(refused).hasMessageContaining("row of events");
      }
    }
  }
}
