package io.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.UnfitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file with a column per key is read as the long file with the same numbers would be. */
final class WideHistoryTest {
  @TempDir Path dir;
  private final List<String> places = new ArrayList<>();

  @Test
  void row_becomesTheEventOfEachKeyThatHasACell() throws Exception {
    assertThat(
            read(
                "day,QTY_a,PROMO_a,QTY_b,QTY_007\n2014-01-02,7,1,3.50,\n2014-01-03,,,,-2e3\n",
                "qty=QTY_*",
                "promo=PROMO_*"))
        .containsExactly(
            "{\"day\":\"2014-01-02\",\"sku\":\"a\",\"qty\":7,\"promo\":1}",
            "{\"day\":\"2014-01-02\",\"sku\":\"b\",\"qty\":3.50}",
            "{\"day\":\"2014-01-03\",\"sku\":\"007\",\"qty\":-2e3}");
    assertThat(places)
        .containsExactly(
            "wide.csv:2, column QTY_a, PROMO_a",
            "wide.csv:2, column QTY_b",
            "wide.csv:3, column QTY_007");
  }

  @Test
  void shortRow_hasNoEventsOfTheKeysThatItLacks_andALongOneIsNone() throws Exception {
    List<String> values =
        read("q_a,day,q_b,p_a\n1,2014-01-02\n1,2014-01-03,2,3,4\n", "qty=q_*", "promo=p_*");
    assertThat(values)
        .containsExactly("{\"day\":\"2014-01-02\",\"sku\":\"a\",\"qty\":1}", "1,2014-01-03,2,3,4");
    assertThat(places.get(1)).isEqualTo("wide.csv:3, a row of 5 cells under 4 columns");
  }

  @Test
  void starAlone_takesEveryColumnButTheTimestamp() throws Exception {
    PipelineConfig one = oneTarget();
    assertThat(read(one, "a/b,day,<b>\n1,2014-01-02,2\n", "qty=*"))
        .containsExactly(
            "{\"day\":\"2014-01-02\",\"sku\":\"a/b\",\"qty\":1}",
            "{\"day\":\"2014-01-02\",\"sku\":\"<b>\",\"qty\":2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "q_a,p_a | qty=q_* promo=p_* | wide.csv: there is no column day (timestamp); the columns are q_a, p_a",
        "day,q_a | qty=q_* promo=p_* | wide.csv: --wide promo=p_* matches no column; the columns are day, q_a",
        "day,q_a | qty=q_* promo=* | column q_a is matched by qty=q_* and by promo=*",
        "day,q_a,Q_a,p | qty=q_* qty=Q_* promo=* | columns q_a and Q_a are both the field qty of key a",
        "day,q_a | qty=q_* | a target reads the field promo: say which columns it stands in, --wide 'promo=*'",
        "day,q_a | qty=q_* promo=p* price=* | --wide price=*: no target reads the field price; they read qty, promo",
        "day,q_a | qty=q_** | --wide qty=q_**: * stands for the key, exactly once",
        "day,q_a | qty=q_ | --wide qty=q_: * stands for the key, exactly once",
        "day,q_a | =q_* | --wide must be FIELD=PATTERN, such as 'qty=QTY_*', is '=q_*'",
        "day,q_a | q_* | --wide must be FIELD=PATTERN, such as 'qty=QTY_*', is 'q_*'",
      })
  void patternsThatDoNotFit_areRefusedWithWhatThereIs(
      String header, String patterns, String message) {
    assertThatThrownBy(() -> read(header + "\n", patterns.split(" ", -1)))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[sku, shop] | { field: day, format: yyyy-MM-dd } | the pipeline's key is made of several fields: sku, shop",
        "$record | { field: day, format: yyyy-MM-dd } | source.key of the pipeline is $record",
        "sku | $record | source.timestamp of the pipeline is $record",
      })
  void pipelineWhoseKeyOrTimeNoColumnCanBe_isRefused(String key, String time, String message) {
    PipelineConfig pipeline = Pipelines.shop(dir, key, time);
    assertThatThrownBy(() -> read(pipeline, "day,q_a,p_a\n", "qty=q_*", "promo=p_*"))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesOfColumns_cannotWriteOnTheTerminal() {
    String header = "day,\u001b[31mred\u202e" + "x".repeat(500) + ",c" + ",d".repeat(0);
    assertThatThrownBy(() -> read(header + "\n", "qty=q_*", "promo=p_*"))
        .hasMessageNotContaining("\u001b")
        .hasMessageNotContaining("\u202e")
        .hasMessageNotContaining("x".repeat(100))
        .hasMessageContaining("\uFFFD[31mred");
  }

  @Test
  void fieldThatIsKnownInAdvance_hasAPattern_orNone() throws Exception {
    PipelineConfig pipeline = Pipelines.knowing(dir);
    String text = "day,q_a,p_a,p_b\n2024-01-02,7,1,\"[0,1]\"\n";
    assertThat(read(pipeline, text, "qty=q_*", "promo=p_*"))
        .containsExactly(
            "{\"day\":\"2024-01-02\",\"sku\":\"a\",\"qty\":7,\"promo\":1}",
            "{\"day\":\"2024-01-02\",\"sku\":\"b\",\"promo\":[0,1]}");
    assertThat(read(pipeline, text, "qty=q_*")).hasSize(1);
    assertThatThrownBy(() -> read(pipeline, text, "qty=q_*", "price=p_*"))
        .hasMessage(
            "--wide price=p_*: no target reads the field price; they read qty; known in advance:"
                + " promo");
  }

  private PipelineConfig oneTarget() throws Exception {
    PipelineConfig shop = Pipelines.shop(dir);
    return new PipelineConfig(
        shop.name(),
        shop.source(),
        shop.window(),
        shop.targets().subList(0, 1),
        shop.model(),
        shop.provider(),
        shop.keyTtl(),
        shop.alerts(),
        shop.topics());
  }

  private List<String> read(String text, String... patterns) throws IOException {
    return read(Pipelines.shop(dir), text, patterns);
  }

  private List<String> read(PipelineConfig pipeline, String text, String... patterns)
      throws IOException {
    Path file = Files.writeString(dir.resolve("wide.csv"), text);
    List<WidePattern> parsed = Stream.of(patterns).map(WidePattern::parse).toList();
    List<String> values = new ArrayList<>();
    new WideHistory(List.of(file), parsed, pipeline)
        .read(
            (record, place, share) -> {
              values.add(new String(record.value(), StandardCharsets.UTF_8));
              places.add(place.get());
            });
    return values;
  }
}
