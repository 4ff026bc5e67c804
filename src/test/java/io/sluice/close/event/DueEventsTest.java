package io.sluice.close.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.window.EventRow;
import io.sluice.window.EventRowCodec;
import io.sluice.window.RowKey;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a window of many and busy keys asks of the heap at a time. */
final class DueEventsTest {
  private static final long END = Duration.ofHours(1).toMillis();

  private final KeyValueStore<Bytes, byte[]> rows =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("rows"), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();

  @BeforeEach
  void open() {
    rows.init(new MockProcessorContext<>().getStateStoreContext(), rows);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] row(int events, String token) {
    byte[] row = EventRowCodec.empty();
    for (int i = 0; i < events; i++) {
      row = EventRowCodec.append(row, new EventRow.Entry(i, 0, i, token), null);
    }
    return row;
  }

  private List<Integer> chunks() {
    Duration none = Duration.ZERO;
    Windows windows =
        new Windows(
            new WindowConfig(Duration.ofHours(1), none, 0, none, none, CalendarConfig.EVERY_DAY));
    DueEvents due = new DueEvents(rows, windows, 100, 0);
    List<Integer> chunks = new ArrayList<>();
    while (due.next(END)) {
      chunks.add(due.chunk().size());
      due.chunk().forEach(one -> rows.delete(RowKey.of(END, one.key())));
    }
    return chunks;
  }

  @Test
  void chunk_endsWithTheEventsThatTheHeapHolds_andNoKeyIsCut() {
    byte[] busy = row(EventRowCodec.MAX_EVENTS, "a");
    for (int key = 0; key < 12; key++) {
      rows.put(RowKey.of(END, key("busy" + key)), busy);
    }
    assertThat(chunks()).containsExactly(5, 5, 2);
  }

  @Test
  void chunk_endsWithTheBytesThatTheHeapHolds() {
    byte[] large = row(100, "x".repeat(5000));
    for (int key = 0; key < 40; key++) {
      rows.put(RowKey.of(END, key("long" + key)), large);
    }
    assertThat(chunks()).containsExactly(34, 6);
  }

  @Test
  void chunk_endsWithItsKeys_andTheirWindow() {
    for (int key = 0; key < 150; key++) {
      rows.put(RowKey.of(END, key("quiet" + key)), row(1, "a"));
    }
    rows.put(RowKey.of(END / 2, key("before")), row(1, "a"));
    assertThat(chunks()).containsExactly(1, 100, 50);
  }
}
