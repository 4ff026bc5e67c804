package io.sluice.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/**
 * Consumers with a CloudEvents library must find their attributes, the same ones at each replay.
 */
final class CloudEventsTest {
  private final CloudEvents cloudEvents = new CloudEvents(Samples.INFO);

  private static Map<String, String> text(Headers headers) {
    Map<String, String> text = new LinkedHashMap<>();
    for (Header header : headers) {
      assertThat(text.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)))
          .isNull();
    }
    return text;
  }

  @Test
  void forecast_hasEveryAttribute() {
    assertThat(text(cloudEvents.forecast(Samples.forecast(Samples.KEY))))
        .containsOnly(
            Map.entry("content-type", "application/json"),
            Map.entry("ce_specversion", "1.0"),
            Map.entry("ce_type", "io.sluice.forecast.v1"),
            Map.entry("ce_source", "/sluice/climate"),
            Map.entry("ce_dataschema", "urn:sluice:schemas:forecast.v1.json"),
            Map.entry("ce_id", "climate:kitchen/temperature:" + Samples.END),
            Map.entry("ce_subject", "kitchen/temperature"),
            Map.entry("ce_time", "2013-02-18T14:40:00Z"));
  }

  @Test
  void alert_hasAnIdOfItsOwnPerStatus() {
    Alert firing = Samples.alert(Samples.KEY, Alert.Status.FIRING, Alert.Type.SHIFT);
    Alert updated = Samples.alert(Samples.KEY, Alert.Status.UPDATED, Alert.Type.DRIFT);
    Alert resolved = Samples.alert(Samples.KEY, Alert.Status.RESOLVED, Alert.Type.SHIFT);
    assertThat(text(cloudEvents.alert(firing)))
        .containsEntry("ce_id", "5f0c-1:firing")
        .containsEntry("ce_type", "io.sluice.alert.v1")
        .containsEntry("ce_time", "2013-02-18T14:50:00Z");
    assertThat(text(cloudEvents.alert(updated))).containsEntry("ce_id", "5f0c-1:updated");
    assertThat(text(cloudEvents.alert(resolved))).containsEntry("ce_id", "5f0c-1:resolved");
  }

  @Test
  void dataSchemas_areTheIdsOfThePublishedOnes() {
    Alert alert = Samples.alert(Samples.KEY, Alert.Status.FIRING, Alert.Type.SHIFT);
    assertThat(text(cloudEvents.forecast(Samples.forecast(Samples.KEY))).get("ce_dataschema"))
        .isEqualTo(Schemas.schema("forecast.v1.json").get("$id").asText());
    assertThat(text(cloudEvents.alert(alert)).get("ce_dataschema"))
        .isEqualTo(Schemas.schema("alert.v1.json").get("$id").asText());
  }

  @Test
  void subject_isTheKeyInUtf8_asTheKafkaBindingWantsIt() {
    Headers headers = cloudEvents.forecast(Samples.forecast(Samples.key(Samples.NASTY_KEY)));
    assertThat(text(headers)).containsEntry("ce_subject", Samples.NASTY_KEY);
  }

  @Test
  void eachWindow_hasItsOwnTime() {
    Forecast first = Samples.forecast(Samples.KEY);
    Forecast next =
        new Forecast(
            first.model,
            first.key,
            first.windowEnd,
            first.windowEnd + 600_000,
            first.observed,
            0,
            0,
            1,
            first.quantiles,
            first.horizonEnds,
            first.sources);
    cloudEvents.forecast(first);
    assertThat(text(cloudEvents.forecast(next))).containsEntry("ce_time", "2013-02-18T14:50:00Z");
    assertThat(text(cloudEvents.forecast(first))).containsEntry("ce_time", "2013-02-18T14:40:00Z");
  }
}
