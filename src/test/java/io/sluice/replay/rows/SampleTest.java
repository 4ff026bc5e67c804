package io.sluice.replay.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.csv.UnfitException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before the start one can see what the pipeline makes of the data. */
class SampleTest {
  @TempDir Path dir;

  @Test
  void csv_saysWhatIsRead_whatIsNot_andWhy() throws Exception {
    Sample sample =
        sample(
            "key", "epoch-seconds", "ts,key,value\n1700000400,a,20.5\n1700001000,,1\nsoon,a,1\n");
    assertThat(sample.isUsable()).isTrue();
    assertThat(sample.describe())
        .contains(
            "sample: the first 3 records, with 1 event(s)",
            "  time: from 2023-11-14T22:20:00Z to 2023-11-14T22:20:00Z",
            "  keys: 1, such as 'a'",
            "  value (field value): 1 values, such as 20.5")
        .anyMatch(line -> line.startsWith("  not read, invalid-timestamp: 1, first in rows:4: "))
        .anyMatch(line -> line.startsWith("  not read, missing-key: 1, first in rows:3: "));
  }

  @Test
  void jsonLines_areRead_blankOnesAreNone() throws Exception {
    Sample sample =
        sample(
            "$record",
            "iso-8601",
            "\n{\"ts\":\"2024-01-01 00:00:00+00\",\"value\":1}\n\n{\"ts\":\"2024-01-01\",\"value\":2}\n{\"ts\"");
    assertThat(sample.isUsable()).isTrue();
    assertThat(sample.describe())
        .contains(
            "sample: the first 3 records, with 2 event(s)",
            "  value (field value): 2 values, such as 1.0")
        .anyMatch(line -> line.startsWith("  not read, malformed-json: 1, first in rows:5: "));
  }

  @Test
  void timesInAnotherUnit_areNotUsable_whetherOrNotTheyCanBeRead() throws Exception {
    String json = "{\"ts\":%s,\"key\":\"a\",\"value\":1}\n";
    Sample seconds = sample("key", "epoch-millis", json.formatted("1699920000"));
    assertThat(seconds.isUsable()).isFalse();
    assertThat(seconds.describe())
        .contains(
            "  times that look like seconds: 1, first in rows:1; should source.timestamp.format be epoch-seconds?");
    Sample micros = sample("key", "epoch-millis", json.formatted("1699920000000000"));
    assertThat(micros.isUsable()).isFalse();
    assertThat(micros.describe())
        .anyMatch(line -> line.endsWith("source.timestamp.format be epoch-micros?"));
    assertThat(sample("key", "epoch-millis", json.formatted("1356998400000")).isUsable()).isTrue();
  }

  @Test
  void csvWithoutAColumn_isRefused() {
    assertThatThrownBy(() -> sample("key", "epoch-seconds", "ts;key;value\n1;a;2\n"))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining("separated by ';'");
  }

  private Sample sample(String key, String format, String text) throws Exception {
    Files.writeString(dir.resolve("model.onnx"), "not read");
    Path file = dir.resolve("sluice.yaml");
    Files.writeString(
        file,
        """
        pipelines:
          p:
            source: { topic: t, key: %s, timestamp: { field: ts, format: %s } }
            window: { size: 10m }
            targets: { value: mean }
            model: model.onnx
        """
            .formatted(key, format));
    PipelineConfig pipeline = ConfigLoader.load(file, name -> null).pipelines().get("p");
    return Sample.read(Files.writeString(dir.resolve("rows"), text), pipeline);
  }
}
