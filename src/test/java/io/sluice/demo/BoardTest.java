package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.TopicsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class BoardTest {
  private final Board board = new Board("home", new TopicsConfig("f", "a", "l", "d"));

  @Test
  void seriesShowsNewestValuesAndTheNewestForecast() throws IOException {
    board.take(forecast("{\"observed\":{\"v\":1},\"quantiles\":{\"v\":[[0,1,2],[0,1.5,3]]}}"));
    board.take(forecast("{\"observed\":{\"v\":null},\"quantiles\":{\"v\":[[4,5,6],[3,7,8]]}}"));
    assertThat(board.series("k").orElseThrow())
        .isEqualTo(new SeriesView("k", List.of(1.0, Double.NaN), List.of(5.0, 7.0), 4, 6, ""));
    assertThat(board.series("other")).isEmpty();
  }

  @Test
  void seriesOfEvents_showsHowSurprisingItsWindowsWere_andWhatComesNext() throws IOException {
    board.take(
        forecast(
            "{\"bits\":7.5,\"score\":2,\"next\":{\"tokens\":[{\"token\":\"fridge\","
                + "\"probability\":0.62},{\"token\":\"stove\",\"probability\":0.1}]}}"));
    SeriesView series = board.series("k").orElseThrow();
    assertThat(series.observed()).containsExactly(7.5);
    assertThat(series.next()).isEqualTo("fridge 62%");
    board.take(
        forecast("{\"bits\":1,\"next\":{\"tokens\":[{\"token\":null,\"probability\":0.9}]}}"));
    assertThat(board.series("k").orElseThrow().next()).isEqualTo("(the end) 90%");
  }

  @Test
  void episodeIsShownOnceAndEndsWhenItIsResolved() throws IOException {
    board.take(alert("firing", "\"endsAt\":null"));
    assertThat(board.alerts()).singleElement().matches(AlertView::firing);
    board.take(alert("updated", "shift", "\"endsAt\":null"));
    assertThat(board.alerts())
        .singleElement()
        .matches(AlertView::firing)
        .extracting(AlertView::type)
        .isEqualTo("shift");
    board.take(alert("resolved", "\"endsAt\":\"2025-01-06T12:30:00Z\""));
    assertThat(board.alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.firing()).isFalse();
              assertThat(alert.start()).isEqualTo(millis("2025-01-06T12:00:00Z"));
              assertThat(alert.end()).isEqualTo(millis("2025-01-06T12:30:00Z"));
              assertThat(alert.summary()).isEqualTo("odd");
            });
  }

  @Test
  void highlight_isWhatFires_elseTheHighestScore() throws IOException {
    assertThat(board.highlight()).isEmpty();
    board.take(forecast("{\"observed\":{\"v\":1},\"score\":0.9,\"quantiles\":{}}"));
    assertThat(board.highlight()).isEmpty();
    board.take(forecast("{\"observed\":{\"v\":1},\"score\":1.5,\"quantiles\":{}}"));
    assertThat(board.highlight().orElseThrow())
        .isEqualTo(new Highlight("home", "k", "k is the oddest now, with a score of 1.5", "", 1.5));
    board.take(alert("firing", "\"endsAt\":null"));
    assertThat(board.highlight().orElseThrow())
        .satisfies(
            firing -> {
              assertThat(firing.summary()).isEqualTo("odd");
              assertThat(firing.alert()).isEqualTo("1");
              assertThat(firing.rank()).isGreaterThan(1.5);
            });
    board.take(alert("resolved", "\"endsAt\":\"2025-01-06T12:30:00Z\""));
    assertThat(board.highlight().orElseThrow().isFiring()).isFalse();
  }

  @Test
  void highlight_hasItsPlaceOnThePage_whateverItsKeyIs() {
    assertThat(new Highlight("home", "a/b c%+é", "", "", 0).address("http://127.0.0.1:1/"))
        .isEqualTo("http://127.0.0.1:1/#/p/home/s/a%2Fb%20c%25%2B%C3%A9");
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  private static ConsumerRecord<byte[], byte[]> forecast(String json) {
    return record("f", json);
  }

  private static ConsumerRecord<byte[], byte[]> alert(String status, String end) {
    return alert(status, "outlier", end);
  }

  private static ConsumerRecord<byte[], byte[]> alert(String status, String type, String end) {
    return record(
        "a",
        ("{\"id\":\"1\",\"status\":\"%s\",\"key\":\"k\",\"type\":\"%s\",\"severity\":\"warning\","
                + "\"startsAt\":\"2025-01-06T12:00:00Z\",%s,\"decidedAt\":\"2025-01-06T12:10:00Z\","
                + "\"annotations\":{\"summary\":\"odd\"}}")
            .formatted(status, type, end));
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, String json) {
    byte[] key = "k".getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(topic, 0, 0, key, json.getBytes(StandardCharsets.UTF_8));
  }
}
