package io.sluice.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.config.yaml.KebabCase;
import io.sluice.score.Chart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The public contract of the output topics, as the published schemas say it. */
final class OutgoingSerializerTest {
  private static final Map<Alert.Type, String> NAMES =
      Map.of(Alert.Type.SILENT, "SluiceSilent", Alert.Type.MISSING_EVENT, "SluiceMissing");

  private static final String FORECAST = "forecast.v1.json";
  private static final String ALERT = "alert.v1.json";

  private final OutgoingSerializer serializer = new OutgoingSerializer(Samples.INFO);

  private byte[] write(Outgoing value) {
    return serializer.serialize("t", value);
  }

  @Test
  void forecast_saysEverything_inTheFormOfItsSchema() {
    byte[] body = write(Samples.forecast(Samples.KEY));
    Schemas.valid(FORECAST, body);
    assertThat(new String(body, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"pipeline\":\"climate\",\"key\":\"kitchen/temperature\","
                + "\"window\":{\"start\":\"2013-02-18T14:30:00Z\",\"end\":\"2013-02-18T14:40:00Z\"},"
                + "\"observed\":{\"indoor\":21.5,\"max\":null},\"imputed\":0,\"score\":null,"
                + "\"maturity\":0.25,\"warming\":true,"
                + "\"model\":{\"name\":\"smart-home\",\"version\":\"1\",\"hash\":\"0123456789ab\"},"
                + "\"levels\":[0.1,0.5,0.9],"
                + "\"horizon\":[\"2013-02-18T14:50:00Z\",\"2013-02-18T15:00:00Z\"],"
                + "\"quantiles\":{\"indoor\":[[20,21.25,22],[1e-12,-1e15,123457]],"
                + "\"max\":[[1,2,3],[4,5,6]]},"
                + "\"source\":{\"topic\":\"home.readings\",\"ranges\":["
                + "{\"partition\":0,\"first\":5,\"last\":9},{\"partition\":3,\"first\":0,\"last\":0}]}}");
  }

  @Test
  void nastyKey_staysText_andStaysTheSame() {
    byte[] forecast = write(Samples.forecast(Samples.key(Samples.NASTY_KEY)));
    assertThat(Schemas.valid(FORECAST, forecast).get("key").asText()).isEqualTo(Samples.NASTY_KEY);
    byte[] alert =
        write(
            Samples.alert(Samples.key(Samples.NASTY_KEY), Alert.Status.FIRING, Alert.Type.OUTLIER));
    JsonNode node = Schemas.valid(ALERT, alert);
    assertThat(node.get("labels").get("key").asText()).isEqualTo(Samples.NASTY_KEY);
    for (byte[] body : List.of(forecast, alert)) {
      assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("<", ">", "&");
    }
  }

  @Test
  void forecasts_fromManyThreads_areNotMixedUp() {
    List<byte[]> expected =
        IntStream.range(0, 64)
            .mapToObj(i -> write(Samples.forecast(Samples.key("key-" + i))))
            .toList();
    IntStream.range(0, 20_000)
        .parallel()
        .forEach(
            i ->
                assertThat(write(Samples.forecast(Samples.key("key-" + i % 64))))
                    .isEqualTo(expected.get(i % 64)));
  }

  @ParameterizedTest
  @EnumSource(Alert.Type.class)
  void firingAlert_mapsToAnAlertmanagerAlert(Alert.Type type) {
    JsonNode alert =
        Schemas.valid(ALERT, write(Samples.alert(Samples.KEY, Alert.Status.FIRING, type)));
    assertThat(alert.get("endsAt").isNull()).isTrue();
    assertThat(alert.get("startsAt").asText()).isEqualTo("2013-02-18T14:30:00Z");
    assertThat(alert.get("labels").get("alertname").asText())
        .isEqualTo(NAMES.getOrDefault(type, "SluiceAnomaly"));
    assertThat(alert.get("labels").has("type")).as("it may change").isFalse();
    assertThat(alert.get("type").asText()).isEqualTo(KebabCase.of(type));
    assertThat(alert.get("onceInDays").asDouble()).isEqualTo(40);
    assertThat(alert.get("resolution").isNull()).isTrue();
    assertThat(alert.get("severity").asText()).isEqualTo("critical");
    assertThat(alert.get("labels").get("severity").asText()).as("labels stay").isEqualTo("warning");
    assertThat(alert.get("annotations").get("summary").asText()).startsWith("kitchen/temperature ");
    assertThat(alert.get("targets").size()).isEqualTo(type == Alert.Type.SILENT ? 0 : 2);
  }

  @Test
  void correctedAlert_isTheSameOne_andGoesOn() {
    JsonNode firing =
        Schemas.valid(
            ALERT, write(Samples.alert(Samples.KEY, Alert.Status.FIRING, Alert.Type.OUTLIER)));
    JsonNode updated =
        Schemas.valid(
            ALERT, write(Samples.alert(Samples.KEY, Alert.Status.UPDATED, Alert.Type.SHIFT)));
    assertThat(updated.get("status").asText()).isEqualTo("updated");
    assertThat(updated.get("type").asText()).isEqualTo("shift");
    assertThat(updated.get("endsAt").isNull()).isTrue();
    assertThat(updated.get("id")).isEqualTo(firing.get("id"));
    assertThat(updated.get("labels")).isEqualTo(firing.get("labels"));
  }

  @ParameterizedTest
  @EnumSource(Chart.class)
  void everyChart_isInTheSchema(Chart chart) {
    Alert alert = Samples.alert(Samples.KEY, Alert.Status.FIRING, Alert.Type.OUTLIER, chart, null);
    assertThat(Schemas.valid(ALERT, write(alert)).get("chart").asText())
        .isEqualTo(KebabCase.of(chart));
  }

  @ParameterizedTest
  @EnumSource(Alert.Resolution.class)
  void everyResolution_isInTheSchema(Alert.Resolution resolution) {
    Alert alert =
        Samples.alert(Samples.KEY, Alert.Status.RESOLVED, Alert.Type.OUTLIER, null, resolution);
    assertThat(Schemas.valid(ALERT, write(alert)).get("resolution").asText())
        .isEqualTo(KebabCase.of(resolution));
  }

  @Test
  void resolvedAlert_saysWhenItEnded_andWhatWasExpected() {
    JsonNode alert =
        Schemas.valid(
            ALERT, write(Samples.alert(Samples.KEY, Alert.Status.RESOLVED, Alert.Type.OUTLIER)));
    assertThat(alert.get("status").asText()).isEqualTo("resolved");
    assertThat(alert.get("endsAt").asText()).isEqualTo("2013-02-18T14:40:00Z");
    assertThat(alert.get("decidedAt").asText()).isEqualTo("2013-02-18T14:50:00Z");
    assertThat(alert.get("annotations").get("description").asText())
        .contains("indoor: observed 39.5, expected 21.25 (20 to 22.5)");
    JsonNode indoor = alert.get("targets").get("indoor");
    assertThat(indoor.get("unit").asText()).isEqualTo("°C");
    assertThat(indoor.get("share").asDouble()).isEqualTo(1);
    assertThat(indoor.get("recent")).hasToString("[21,null,39.5]");
  }

  @Test
  void schemas_refuseWhatIsNotTheContract() {
    ObjectNode forecast = (ObjectNode) Schemas.parse(write(Samples.forecast(Samples.KEY)));
    forecast.put("surprise", 1);
    assertThat(Schemas.validator(FORECAST).validate(forecast)).isNotEmpty();
    forecast.remove(List.of("surprise", "quantiles"));
    assertThat(Schemas.validator(FORECAST).validate(forecast)).isNotEmpty();
    ObjectNode alert =
        (ObjectNode)
            Schemas.parse(write(Samples.alert(Samples.KEY, Alert.Status.FIRING, Alert.Type.SHIFT)));
    alert.put("startsAt", "yesterday");
    assertThat(Schemas.validator(ALERT).validate(alert)).isNotEmpty();
  }
}
