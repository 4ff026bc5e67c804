package io.sluice.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.PipelineConfig;
import io.sluice.config.source.EventsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What events that are tokens are made of is either right or refused with its place. */
final class EventsReaderTest extends ReadConfig {
  @Test
  void eventsInPlaceOfTargets_makeAPipelineOfTokens() throws Exception {
    String events = "events: { token: [sensor, state], session: { gap: 30m, end: [door shut] } }";
    PipelineConfig pipeline =
        load(MINIMAL.replace("targets: { value: mean }", events)).pipelines().get("climate");
    assertThat(pipeline.targets()).isEmpty();
    assertThat(pipeline.events())
        .isEqualTo(
            new EventsConfig(
                List.of("sensor", "state"), Duration.ofMinutes(30), Set.of("door shut")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'events: { token: [] }'               | events.token: needs 1 to 8 event fields, such as [sensor, state]
          'events: {}'                          | events.token: is required: text
          'events: { token: [a, a] }'           | events.token[1]: field a is already part of the token
          'events: { token: a, session: { gap: 0s } }' | events.session.gap: must be at least 1s
          'events: { token: a, session: { gap: 90d } }' | events.session.gap: must be shorter than key-ttl, 30d, is 90d
          'events: { token: a, session: { end: [x, x] } }' | events.session.end[1]: token x appears twice
          'events: { token: [a, room] }'        | events.token[1]: field room is already read by the key
          'key-ttl: 10d'                        | targets: is required, such as { value: mean } for numbers, or else events
          'events: { tokens: [a] }'             | events.tokens: unknown key; did you mean token?
          """)
  void impossibleEventsAreReported(String line, String problem) {
    assertThat(refused(MINIMAL.replace("targets: { value: mean }", line)).getMessage())
        .contains("pipelines.climate." + problem);
  }

  @Test
  void tokenOfTheTimestampsField_isRefused() {
    String key = "key: room, timestamp: { field: ts, format: epoch-seconds }";
    String events = MINIMAL.replace("targets: { value: mean }", "events: { token: ts }");
    assertThat(refused(events.replace("key: room", key)).getMessage())
        .contains("climate.events.token: field ts is already read by the timestamp");
  }

  @Test
  void targetsBesideEvents_areRefused() {
    ConfigException refused = refused(MINIMAL + "    events: { token: sensor }\n");
    assertThat(refused.getMessage())
        .contains("pipelines.climate.targets: has no meaning beside events");
  }
}
