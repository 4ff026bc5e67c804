package io.sluice.history.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.source.TimestampConfig;
import io.sluice.csv.CsvException;
import io.sluice.language.TokenEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventLabelsTest {
  private static final Map<String, List<TokenEvent>> HOME =
      Map.of("home", List.of(at(999), at(1000), at(1050), at(1100), at(1101)));

  @TempDir Path dir;

  private static TokenEvent at(long seconds) {
    return new TokenEvent(seconds * 1000, "door");
  }

  private EventLabels read(String... lines) {
    Path file = dir.resolve("labels.csv");
    try {
      Files.write(file, List.of(lines));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return EventLabels.read(
        file, null, new TimestampConfig("ts", TimestampConfig.EPOCH_SECONDS, ZoneOffset.UTC));
  }

  @Test
  void spans_labelTheEventsInThem_theLastBegunFirst_andOthersAreNone() {
    EventLabels labels = read("ts,dur_s,id,activity", "1000,100,1,sleep", "1040,20,2,drink");
    assertThat(labels.names()).containsExactly("drink", "none", "sleep");
    assertThat(labels.of(HOME, labels.names()).get(0).labels()).containsExactly(1, 2, 0, 2, 1);
  }

  @Test
  void keysWithoutSpans_areLabelledAsAWhole_andOthersAreNot() {
    EventLabels labels = read("key,label", "home,late", "other,timely");
    assertThat(labels.hasSpans()).isFalse();
    assertThat(labels.of(HOME, labels.names()).get(0).labels()).containsOnly(0);
    assertThat(labels.of(Map.of("third", List.of(at(1))), labels.names()).get(0).labels())
        .containsOnly(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label,start,end | a,1000,999 | labels.csv:2: a span ends before it begins",
        "label,start,end | a,noon,999 | labels.csv:2: 'noon' is no time",
        "label,start,dur_s | a,1000,long | labels.csv:2: 'long' is no number of seconds",
        "label,start,dur_s | a,1000,-1 | labels.csv:2: a span of '-1' seconds",
        "label,start,end | ,1000,1001 | labels.csv:2: a label of 0 bytes",
        "label,start,end | a,1000 | labels.csv:2: a row of 2 cells under 3 columns",
        "name,start,end | a,1000,1001 | labels need a column label",
      })
  void wrongLine_isNamed(String header, String line, String message) {
    assertThatThrownBy(() -> read(header, line))
        .isInstanceOf(CsvException.class)
        .hasMessageContaining(message);
  }

  @Test
  void labelThatTrainingNeverSaw_isRefused_withItsLine() {
    EventLabels labels = read("label,start,end", "sleep,1000,1100", "dance,1000,1100");
    assertThatThrownBy(() -> labels.of(HOME, List.of("none", "sleep")))
        .isInstanceOf(CsvException.class)
        .hasMessageContaining("labels.csv:3: the label 'dance' was never seen in training");
  }

  @Test
  void severalKeys_needAColumnThatTellsThem() {
    EventLabels labels = read("label,start,end", "sleep,1000,1100");
    assertThatThrownBy(() -> labels.of(Map.of("a", List.of(), "b", List.of()), labels.names()))
        .hasMessageContaining("has no column key, and there are 2 keys");
  }
}
