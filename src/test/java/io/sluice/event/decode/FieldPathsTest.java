package io.sluice.event.decode;

import static io.sluice.event.decode.Decoding.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.event.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields within objects and arrays, by path; and names that only look like paths. */
final class FieldPathsTest {
  private final Decoding decoding = new Decoding();

  private Decoding reading(String... fields) {
    TargetConfig[] targets = new TargetConfig[fields.length];
    for (int i = 0; i < fields.length; i++) {
      targets[i] = target("target" + i, fields[i], Aggregate.MEAN);
    }
    return decoding.targets(targets);
  }

  private double value(String field, String json) {
    return reading(field).event("{\"key\":\"k\",\"ts\":5,%s}".formatted(json)).values()[0];
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ENERGY.Power | \"ENERGY\":{\"Total\":1,\"Power\":7}",
        "/ENERGY/Power | \"ENERGY\":{\"Power\":7}",
        "a.b.c.d | \"a\":{\"x\":{},\"b\":{\"c\":{\"d\":7}}}",
        "values.0.v | \"values\":[{\"v\":7},{\"v\":8}]",
        "values.1.v | \"values\":[{\"v\":8},{\"x\":[],\"v\":7}]",
        "values.1 | \"values\":[8,7,9]",
        "/values/2 | \"values\":[8,[],7]",
        "grid.1.1 | \"grid\":[[8,9],[9,7]]",
        "values.0.v | \"values\":{\"0\":{\"v\":7}}",
        "/a~1b/c.d | \"a/b\":{\"c.d\":7}",
        "/a~01 | \"a~1\":7",
        "/ | \"\":7",
        "a.b | \"a.b\":7",
        "a..b | \"a..b\":7",
        "temp. | \"temp.\":7",
        "/a~2 | \"/a~2\":7",
        "/ENERGY/Power | \"/ENERGY/Power\":7"
      })
  void path_leadsToTheValue(String field, String json) {
    assertThat(value(field, json)).isEqualTo(7);
  }

  @Test
  void fieldOfThatVeryName_isReadBeforeOneOnThePath_whicheverComesFirst() {
    assertThat(value("a.b", "\"a.b\":7,\"a\":{\"b\":8}")).isEqualTo(7);
    assertThat(value("a.b", "\"a\":{\"b\":8},\"a.b\":7")).isEqualTo(7);
    assertThat(value("a.b", "\"a\":{\"b\":\"x\"},\"a.b\":7")).isEqualTo(7);
    assertThat(value("a.b", "\"a\":{\"b.c\":8,\"b\":7}")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\":null",
        "\"a\":7",
        "\"a\":{}",
        "\"a\":{\"b\":null}",
        "\"a\":[{\"b\":7}]",
        "\"b\":7",
        "\"x\":{\"a\":{\"b\":7}}"
      })
  void pathThatLeadsNowhere_isMissing(String json) {
    assertThat(reading("a.b").empty("{\"key\":\"k\",\"ts\":5,%s}".formatted(json))).isEqualTo(5);
  }

  @Test
  void valuesOnOneWay_areEachRead() {
    decoding.targets(
        target("orders", "order", Aggregate.COUNT),
        target("total", "order.total", Aggregate.SUM),
        target("tax", "/order/tax", Aggregate.SUM),
        target("again", "order.tax", Aggregate.SUM));
    assertThat(
            decoding
                .event(
                    "{\"order\":{\"tax\":2,\"lines\":[{\"tax\":9}],\"total\":7},\"ts\":5,\"key\":1}")
                .values())
        .containsExactly(1, 7, 2, 2);
  }

  @Test
  void keyTimeAndPlans_areFoundByPathToo() {
    reading("m.v").key("tags.host", "name").known("plan.promo").timeIn("meta.ts");
    String json =
        "{\"name\":\"cpu\",\"meta\":{\"ts\":5},\"m\":{\"v\":1},\"plan\":{\"promo\":[0,1]},"
            + "\"tags\":{\"host\":\"h/1\"}}";
    assertThat(decoding.keyOf(json)).isEqualTo("h%2F1/cpu");
    assertThat(decoding.event(json).timestamp()).isEqualTo(5);
    assertThat(decoding.event(json).known()).isDeepEqualTo(new float[][] {{0, 1}});
    assertThat(decoding.refuses(json.replace("host", "Host"), DeadLetterReason.MISSING_KEY))
        .isEqualTo("field tags.host is missing");
  }

  @Test
  void valueThatStandsTwiceOnThePath_isRefused() {
    reading("a.b");
    for (String json :
        new String[] {"\"a\":{\"b\":1,\"b\":2}", "\"a\":{\"b\":1},\"a\":{\"b\":2}"}) {
      assertThat(
              decoding.refuses(
                  "{\"key\":\"k\",\"ts\":5,%s}".formatted(json), DeadLetterReason.DUPLICATE_FIELD))
          .isEqualTo("field a.b stands twice");
    }
  }

  @Test
  void oneRecordsValues_areForgottenWithIt() {
    EventDecoder decoder = reading("a.0", "a.1").decoder();
    assertThat(values(decoder, "[1,2]")).containsExactly(1, 2);
    assertThat(values(decoder, "[3]")).containsExactly(3, Double.NaN);
    assertThat(values(decoder, "[null,4]")).containsExactly(Double.NaN, 4);
  }

  private static double[] values(EventDecoder decoder, String array) {
    byte[] json =
        "{\"key\":\"k\",\"ts\":5,\"a\":%s}".formatted(array).getBytes(StandardCharsets.UTF_8);
    return Decoding.event(decoder.decode(null, json, new RecordHeaders(), 0, 0, 0)).values();
  }
}
