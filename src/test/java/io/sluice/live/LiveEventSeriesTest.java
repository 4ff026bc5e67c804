package io.sluice.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.DeadLetterConfig;
import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.language.Counted;
import io.sluice.language.Likely;
import io.sluice.language.ScoredEvent;
import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.output.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is held of series whose events are tokens. */
final class LiveEventSeriesTest {
  private static final long MINUTE = 60_000;

  private final LiveMemory memory = new LiveMemory(1 << 20);
  private final LiveEvents said = new LiveEvents();
  private final LivePipeline pipeline = new LivePipeline(config(), memory, said);

  private static PipelineConfig config() {
    Duration window = Duration.ofMillis(MINUTE);
    return new PipelineConfig(
        "home",
        new SourceConfig(
            "events",
            true,
            new KeyConfig(List.of("key")),
            new TimestampConfig("ts", Defaults.TIMESTAMP_FORMAT, Defaults.ZONE)),
        new WindowConfig(
            window,
            Defaults.grace(window),
            Defaults.MAX_GAP,
            Duration.ZERO,
            Defaults.maxFuture(window),
            CalendarConfig.EVERY_DAY),
        List.of(),
        Path.of("model.onnx"),
        Defaults.PROVIDER,
        Defaults.keyTtl(window),
        new AlertConfig(Duration.ofDays(30)),
        Defaults.topics("home"),
        new DeadLetterConfig(Defaults.DEAD_LETTER_BYTES),
        Defaults.MAX_KEYS,
        Defaults.METRICS,
        Defaults.COVARIATES,
        new EventsConfig(List.of("what"), null, Set.of()));
  }

  private static EventForecast window(String key, int number, int events) {
    long end = Samples.END + number * MINUTE;
    List<Likely> likely = List.of(new Likely("tap", 0.5), new Likely("door", 0.25));
    List<ScoredEvent> scored = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      scored.add(
          new ScoredEvent(
              end - MINUTE + i, "event " + i, false, false, number, number, 0.5, 1, likely, null));
    }
    return new EventForecast(
        Counted.model("0123456789ab").contract(),
        Samples.key(key),
        end - MINUTE,
        end,
        number,
        1,
        scored,
        Counted.next(likely),
        end - 1,
        new EventForecast.Session(end - MINUTE, events, null, null),
        List.of());
  }

  private void tell(String key, int number, int events) {
    pipeline.events(0, window(key, number, events), false);
  }

  private LiveEventSeries held(String key) {
    return Objects.requireNonNull(pipeline.eventSeries(key));
  }

  @Test
  void lastWindows_areHeld_withWhatMayComeNext() {
    tell("a", 0, 2);
    tell("a", 3, 1);
    assertThat(held("a").windows())
        .extracting(LiveEventWindow::end)
        .containsExactly(Samples.END, Samples.END + 3 * MINUTE);
    assertThat(held("a").score()).isEqualTo(3);
    assertThat(held("a").lastEvent().text()).isEqualTo("event 0");
    assertThat(held("a").lastBits(48)).containsExactly(0, 0, 3);
    assertThat(held("a").lastBits(2)).containsExactly(0, 3);
    LiveNext next = held("a").next();
    assertThat(next.tokens()).extracting(Likely::text).containsExactly("tap", "door");
    assertThat(next.soon()).isBetween(next.after(), next.middle());
    assertThat(next.late()).isGreaterThan(next.middle());
    assertThat(pipeline.keys()).hasSize(1);
  }

  @Test
  void windowsThatAreUndone_areReplaced() {
    for (int i = 0; i < 9; i++) {
      tell("a", i, 3);
    }
    tell("a", 5, 1);
    assertThat(held("a").windows()).hasSize(6);
    assertThat(held("a").lastBits(100)).hasSize(16);
  }

  @Test
  void eventsBeyondTheMost_pushOutTheOldest_alsoWithinOneWindow() {
    tell("a", 0, 400);
    tell("a", 1, 400);
    assertThat(held("a").windows()).hasSize(1);
    tell("b", 0, 5000);
    assertThat(held("b").lastBits(5000)).hasSize(LiveEventSeries.MOST_EVENTS);
    assertThat(held("b").lastEvent().text()).isEqualTo("event 4999");
  }

  @Test
  void memory_isNeverFarExceeded_andSeriesThatBeginFindRoom() {
    for (int number = 0; number < 200; number++) {
      for (int key = 0; key < 100; key++) {
        tell("key " + key, number, 4);
      }
    }
    long most = 1 << 20;
    assertThat(memory.taken()).isBetween(most / 2, most);
    assertThat(pipeline.keys()).hasSize(100).allMatch(one -> one.score() == 199);
    tell("late", 200, 400);
    assertThat(held("late").lastEvent().text()).isEqualTo("event 399");
    assertThat(pipeline.refused()).isZero();
    for (int key = 0; key < 5000; key++) {
      tell("more " + key, 201, 1);
    }
    assertThat(pipeline.refused()).isPositive();
    assertThat(memory.taken()).isLessThan(most + most / 8);
  }

  @Test
  void seriesOfAPartitionThatMovedAway_giveTheirMemoryBack() {
    tell("a", 0, 9);
    pipeline.events(1, window("b", 0, 9), false);
    pipeline.released(0);
    assertThat(pipeline.eventSeries("a")).isNull();
    assertThat(memory.taken()).isEqualTo(held("b").bytes());
    pipeline.released(1);
    assertThat(memory.taken()).isZero();
  }

  /** A missing event is told of without a window: nothing has happened. */
  @Test
  void alertWithoutAWindow_showsInTheSeries() {
    tell("a", 0, 1);
    assertThat(held("a").isFiring()).isFalse();
    pipeline.alert(Samples.alert(Samples.key("a"), Alert.Status.FIRING, Alert.Type.MISSING_EVENT));
    assertThat(held("a").isFiring()).isTrue();
    pipeline.alert(
        Samples.alert(Samples.key("a"), Alert.Status.RESOLVED, Alert.Type.MISSING_EVENT));
    assertThat(held("a").isFiring()).isFalse();
  }

  @Test
  void listeners_areToldOfEachWindow() throws Exception {
    try (LiveEvents.Listener listener =
        Objects.requireNonNull(said.listen(event -> event.key().equals("a"), -1))) {
      tell("a", 2, 3);
      LiveEvent event = Objects.requireNonNull(listener.poll(1000));
      LiveEvent.Events events = Objects.requireNonNull(event.events());
      assertThat(events.count()).isEqualTo(3);
      assertThat(events.bits()).isEqualTo(6);
      assertThat(events.last().text()).isEqualTo("event 2");
      assertThat(event.forecast()).isNull();
    }
  }
}
