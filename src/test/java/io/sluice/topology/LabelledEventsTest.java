package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.source.EventsConfig;
import io.sluice.language.TokenEvent;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.ModelShelf;
import io.sluice.model.token.TokenModel;
import io.sluice.output.Schemas;
import io.sluice.train.language.label.MadeUpLabels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are published with the labels that a model has learned. */
final class LabelledEventsTest {
  @TempDir Path dir;

  @Test
  void eventsThatAreAlike_arePublishedWithTheLabelOfWhatWasBefore() throws Exception {
    Harness.Settings settings = new Harness.Settings();
    settings.window = Duration.ofMinutes(1);
    settings.grace = Duration.ofSeconds(10);
    settings.keyTtl = Duration.ofDays(30);
    settings.events = new EventsConfig(List.of("value"), null, Set.of());
    LabelledEvents events = MadeUpLabels.events("home", 30, 5);
    try (ModelShelf<TokenModel> models = new ModelShelf<>(MadeUpLabels.model(dir));
        Harness harness = new Harness(settings, dir.resolve("state"), models)) {
      for (TokenEvent event : events.events()) {
        harness.sendRaw(
            "{\"key\":\"home\",\"ts\":%d,\"value\":\"%s\"}".formatted(event.time(), event.text()));
      }
      Instant last = Instant.ofEpochMilli(events.events().get(149).time());
      harness.watermark(last.plus(Duration.ofMinutes(3)));
      List<JsonNode> said =
          harness.records("forecasts").stream()
              .map(record -> Schemas.valid("events.v1.json", record.value()))
              .flatMap(one -> stream(one.at("/events")))
              .toList();
      assertThat(said).hasSize(150);
      int right = 0;
      for (int at = 0; at < said.size(); at++) {
        String label = MadeUpLabels.NAMES.get(events.labels().get(at));
        right += said.get(at).at("/label").asText().equals(label) ? 1 : 0;
        assertThat(said.get(at).at("/labelProbability").asDouble()).isBetween(0.1, 1.0);
      }
      assertThat(right).isGreaterThan(123); // lamps and taps alone: 50
      assertThat(harness.metrics.labelledCount()).isEqualTo(150);
    }
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
