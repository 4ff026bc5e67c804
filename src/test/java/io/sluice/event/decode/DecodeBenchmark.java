package io.sluice.event.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.config.Aggregate;
import io.sluice.event.Decoded;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A record of a source topic becomes an event: one of the demo, and as gateways send them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class DecodeBenchmark {
  private static final Headers NO_HEADERS = new RecordHeaders();
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final String EPOCH = "epoch-seconds";

  private final EventDecoder ofDemo =
      new Decoding().key("room", "measure").time(EPOCH, "UTC").decoder();
  private final EventDecoder ofTelegraf =
      new Decoding()
          .key("tags.host", "name")
          .timeIn("timestamp")
          .targets(Decoding.target("used", "fields.used", Aggregate.MEAN))
          .decoder();
  private final EventDecoder ofHomeAssistant =
      new Decoding()
          .key("entity_id")
          .time("iso-8601", "UTC")
          .targets(Decoding.target("state", "state", Aggregate.MEAN))
          .decoder();

  private final byte[][] demoRecords = new byte[64][];
  private final byte[] telegrafRecord =
      bytes(
          """
          {"fields":{"free":123456789,"used":987654321,"used_percent":61.3},"name":"mem",\
          "tags":{"host":"rack-17","region":"eu"},"timestamp":1735689600000}""");
  private final byte[] homeAssistantRecord =
      bytes(
          """
          {"entity_id":"sensor.kitchen_temperature","state":"21.5",\
          "ts":"2025-01-01T00:00:00.123456+00:00","context":{"id":"01JGF","user_id":null}}""");

  private int next;

  /** Neighbours have a time in common, and no series. */
  @Setup
  public void begin() {
    for (int i = 0; i < demoRecords.length; i++) {
      demoRecords[i] =
          bytes(
              """
              {"ts":%d,"room":"Room-%d","measure":"%s","value":%.2f}"""
                  .formatted(
                      1735689600 + 60 * (i / 16),
                      i % 4,
                      List.of("temperature", "humidity", "light", "power").get(i / 4 % 4),
                      20 + i / 7.0));
    }
  }

  private static byte[] bytes(String json) {
    return json.getBytes(UTF_8);
  }

  @Benchmark
  public Decoded telegraf() {
    return decode(ofTelegraf, telegrafRecord);
  }

  @Benchmark
  public Decoded demo() {
    next = (next + 1) % demoRecords.length;
    return decode(ofDemo, demoRecords[next]);
  }

  /** A number in quotes, and an ISO time. */
  @Benchmark
  public Decoded homeAssistant() {
    return decode(ofHomeAssistant, homeAssistantRecord);
  }

  private static Decoded decode(EventDecoder decoder, byte[] value) {
    Decoded decoded = decoder.decode(KEY, value, NO_HEADERS, 0, 0, 0);
    if (!(decoded instanceof Decoded.Valid)) {
      throw new IllegalStateException("what is measured is no event: " + decoded);
    }
    return decoded;
  }
}
