package io.sluice.event.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples read what their feeds send, as the producers write it. */
final class ExampleFeedsTest {
  @TempDir Path directory;

  /** What a record says, an event each: key, time, and the values of an event or nothing. */
  private List<String> read(String example, String recordKey, String json)
      throws IOException, ConfigException {
    Decoded decoded =
        new EventDecoder(pipeline(example))
            .decode(
                recordKey.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                0,
                0,
                0);
    Stream<Decoded> each =
        decoded instanceof Decoded.Batch batch
            ? batch.elements().stream().map(Decoded.Element::decoded)
            : Stream.of(decoded);
    return each.map(ExampleFeedsTest::describe).toList();
  }

  private PipelineConfig pipeline(String example) throws IOException, ConfigException {
    Path models = Files.createDirectories(directory.resolve("models"));
    Files.write(models.resolve("general.onnx"), new byte[0]);
    Path copy = Files.createDirectories(directory.resolve("examples")).resolve(example);
    Files.writeString(copy, Files.readString(Path.of("examples", example)));
    return ConfigLoader.load(copy, name -> null).pipelines().values().iterator().next();
  }

  private static String describe(Decoded decoded) {
    if (decoded instanceof Decoded.Empty empty) {
      String key = new String(empty.key().get(), StandardCharsets.UTF_8);
      return key + " " + Instant.ofEpochMilli(empty.timestamp());
    }
    assertThat(decoded).isInstanceOf(Decoded.Valid.class);
    Decoded.Valid valid = (Decoded.Valid) decoded;
    assertThat(valid.unusable()).isEmpty();
    Event event = (Event) valid.signal();
    return "%s %s %s"
        .formatted(
            new String(valid.key().get(), StandardCharsets.UTF_8),
            Instant.ofEpochMilli(event.timestamp()),
            Arrays.toString(event.values()));
  }

  @Test
  void homeAssistant_sendsEveryStateAsText() throws Exception {
    String json =
        """
        {"entity_id": "%s", "state": "%s", "attributes": {"state_class": "measurement",
         "unit_of_measurement": "°C", "device_class": "temperature", "friendly_name": "Kitchen"},
         "last_changed": "2026-11-29T12:00:00.123456+00:00",
         "last_reported": "2026-11-29T12:00:01.123456+00:00",
         "last_updated": "2026-11-29T12:00:00.123456+00:00",
         "context": {"id": "01JDVQ", "parent_id": null, "user_id": null}}
        """;
    String at = " 2026-11-29T12:00:00.123Z";
    assertThat(read("home-assistant.yaml", "", json.formatted("sensor.kitchen", "21.5")))
        .containsExactly("sensor.kitchen" + at + " [21.5]");
    assertThat(read("home-assistant.yaml", "", json.formatted("binary_sensor.door", "on")))
        .containsExactly("binary_sensor.door" + at + " [1.0]");
    assertThat(read("home-assistant.yaml", "", json.formatted("sensor.attic", "unavailable")))
        .containsExactly("sensor.attic" + at);
  }

  @Test
  void zigbee2Mqtt_sendsWhatADeviceHas() throws Exception {
    String climate =
        """
        {"battery":87,"humidity":48.21,"last_seen":"2026-11-29T12:00:00.250Z","linkquality":120,
         "power_outage_count":3,"pressure":1004,"temperature":21.54,"voltage":2985,
         "update":{"installed_version":-1,"latest_version":null,"state":null}}
        """;
    String motion =
        "{\"illuminance\":12,\"last_seen\":\"2026-11-29T12:00:01.000Z\",\"occupancy\":true,"
            + "\"temperature\":null}";
    assertThat(read("zigbee2mqtt.yaml", "zigbee2mqtt/hall", climate))
        .containsExactly("zigbee2mqtt/hall 2026-11-29T12:00:00.250Z [21.54, NaN]");
    assertThat(read("zigbee2mqtt.yaml", "zigbee2mqtt/stairs", motion))
        .containsExactly("zigbee2mqtt/stairs 2026-11-29T12:00:01Z [NaN, 1.0]");
    assertThat(
            read(
                "zigbee2mqtt.yaml",
                "zigbee2mqtt/remote",
                "{\"action\":\"on\",\"last_seen\":\"2026-11-29T12:00:02.000Z\"}"))
        .containsExactly("zigbee2mqtt/remote 2026-11-29T12:00:02Z");
  }

  @Test
  void tasmota_sendsSensorsAsObjects_inLocalTime() throws Exception {
    String json =
        """
        {"Time":"2026-11-29T13:00:00","DS18B20":{"Id":"01131B123456","Temperature":%s},
         "ENERGY":{"TotalStartTime":"2024-01-01T00:00:00","Total":123.456,"Yesterday":1.204,
         "Today":0.611,"Period":7,"Power":42,"ApparentPower":50,"ReactivePower":27,"Factor":0.84,
         "Voltage":231,"Current":0.217},"TempUnit":"C"}
        """;
    String washer = "tele/washer/SENSOR 2026-11-29T12:00:00Z ";
    assertThat(read("tasmota.yaml", "tele/washer/SENSOR", json.formatted("21.5")))
        .containsExactly(washer + "[42.0, 21.5]");
    assertThat(read("tasmota.yaml", "tele/washer/SENSOR", json.formatted("nan")))
        .containsExactly(washer + "[42.0, NaN]");
  }

  @Test
  void telegraf_sendsFieldsAndTags_aloneOrInABatch() throws Exception {
    String cpu =
        "{\"fields\":{\"usage_idle\":97.5,\"usage_user\":1.5},\"name\":\"cpu\","
            + "\"tags\":{\"cpu\":\"cpu-total\",\"host\":\"web-1\"},\"timestamp\":1796040000}";
    String mem =
        "{\"fields\":{\"available\":8012345344,\"used_percent\":51.2},\"name\":\"mem\","
            + "\"tags\":{\"host\":\"web-1\"},\"timestamp\":1796040010}";
    String disk =
        "{\"fields\":{\"free\":1},\"name\":\"disk\",\"tags\":{\"host\":\"web-1\"},"
            + "\"timestamp\":1796040020}";
    assertThat(read("telegraf.yaml", "", cpu))
        .containsExactly("web-1/cpu 2026-11-30T12:00:00Z [97.5, NaN]");
    assertThat(read("telegraf.yaml", "", "{\"metrics\":[%s,%s,%s]}".formatted(cpu, mem, disk)))
        .containsExactly(
            "web-1/cpu 2026-11-30T12:00:00Z [97.5, NaN]",
            "web-1/mem 2026-11-30T12:00:10Z [NaN, 51.2]",
            "web-1/disk 2026-11-30T12:00:20Z");
  }
}
