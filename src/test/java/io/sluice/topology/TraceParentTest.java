package io.sluice.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace goes on from an event to all that is said because of it. */
final class TraceParentTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String NEWER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  @TempDir Path stateDir;
  private Harness home;

  @BeforeEach
  void openWithRoomForOneKey() {
    Harness.Settings settings = new Harness.Settings();
    settings.maxKeys = 1;
    home = new Harness(settings, stateDir);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void send(String key, int minute, double value, @Nullable String trace) {
    RecordHeaders headers = new RecordHeaders();
    if (trace != null) {
      headers.add("traceparent", trace.getBytes(UTF_8));
    }
    long time = Harness.NOON.plus(Duration.ofMinutes(minute)).toEpochMilli();
    String json = "{\"key\":\"%s\",\"ts\":%d,\"value\":%s}".formatted(key, time, value);
    home.send(new TestRecord<>(new byte[0], json.getBytes(UTF_8), headers));
  }

  private List<String> traces(String topic) {
    return home.records(topic).stream().flatMap(TraceParentTest::traces).toList();
  }

  private static Stream<String> traces(TestRecord<byte[], byte[]> record) {
    return Stream.of(record.headers().toArray())
        .filter(header -> header.key().equals("traceparent"))
        .map(Header::value)
        .map(value -> new String(value, UTF_8));
  }

  @Test
  void forecastAndAlertCarryTheTraceOfTheirWindowsNewestEvent() {
    for (int i = 0; i < 200; i++) {
      send("a", 10 * i + 1, 20 + i % 2, null);
    }
    send("a", 2001, 1e6, TRACE);
    send("a", 2002, 1e6, NEWER);
    send("a", 2003, 1e6, null);
    home.watermark(Harness.NOON.plus(Duration.ofMinutes(2010)));

    assertThat(traces("forecasts")).containsExactly(NEWER);
    assertThat(traces("alerts")).containsExactly(NEWER);
  }

  @Test
  void imputedWindowHasNoEvent_andSoNoTrace() {
    send("a", 1, 20, TRACE);
    home.watermark(Harness.NOON.plus(Duration.ofMinutes(30)));

    assertThat(home.records("forecasts"))
        .hasSize(3)
        .extracting(forecast -> traces(forecast).toList())
        .containsExactly(List.of(TRACE), List.of(), List.of());
  }

  @Test
  void lateEventsAndDeadLettersKeepTheirs() {
    send("a", 11, 20, null);
    home.watermark(Harness.NOON.plus(Duration.ofMinutes(11)));
    send("a", 1, 20, TRACE);
    send("b", 12, 20, NEWER);

    assertThat(traces("late")).containsExactly(TRACE);
    assertThat(traces("dead")).containsExactly(NEWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x"
      })
  void whatIsNoTraceParent_isIgnored(String header) {
    send("a", 1, 20, header);
    home.watermark(Harness.NOON.plus(Duration.ofMinutes(10)));

    assertThat(home.records("forecasts")).hasSize(1);
    assertThat(traces("forecasts")).isEmpty();
  }
}
