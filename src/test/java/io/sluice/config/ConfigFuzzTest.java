package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import io.sluice.config.yaml.Problem;
import io.sluice.fuzz.Fuzz;
import io.sluice.fuzz.Hostile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any file is a configuration, or a list of problems that a person can read. */
final class ConfigFuzzTest {
  private static final String SOUND = SampleConfigs.FULL;

  @TempDir Path dir;
  private int taken;
  private int refused;

  @BeforeEach
  void writeModel() throws IOException {
    Files.createFile(dir.resolve("model.onnx"));
  }

  private byte[] input(Hostile hostile) {
    return switch (hostile.below(10)) {
      case 0 -> hostile.bytes(2_000);
      case 1 -> utf8(aliases(hostile));
      case 2 -> utf8(nested(hostile));
      case 3, 4, 5 -> utf8(otherValue(hostile));
      default -> hostile.mutated(utf8(SOUND));
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** "Billion laughs", and anchors that hold themselves. */
  private static String aliases(Hostile hostile) {
    StringBuilder yaml = new StringBuilder("a0: &a0 " + hostile.of("[x, x]", "{x: 1}", "x"));
    int width = 1 + hostile.below(12);
    for (int i = 1; i < 1 + hostile.below(12); i++) {
      String alias = "*a" + (hostile.oneIn(10) ? i : i - 1);
      yaml.append("\na").append(i).append(": &a").append(i).append(" [").append(alias);
      yaml.append((", " + alias).repeat(width)).append(']');
    }
    return yaml.append('\n').append(hostile.oneIn(2) ? SOUND : "pipelines: *a1\n").toString();
  }

  private static String nested(Hostile hostile) {
    int depth = hostile.size(hostile.oneIn(20) ? 100_000 : 50);
    return switch (hostile.below(4)) {
      case 0 -> "pipelines: " + "[".repeat(depth) + "]".repeat(depth);
      case 1 -> "kafka: " + "{a: ".repeat(depth) + "1" + "}".repeat(depth);
      case 2 -> "- ".repeat(depth) + "x";
      default -> "? ".repeat(depth) + "x";
    };
  }

  /** One line's value replaced by something of another kind, or of another size. */
  private static String otherValue(Hostile hostile) {
    String[] lines = SOUND.split("\n", -1);
    int at = hostile.below(lines.length - 1);
    String value =
        hostile.any(
            hostile::number,
            hostile::text,
            () -> hostile.time(0, 1L << 41),
            () -> '"' + hostile.text() + '"',
            () -> "x".repeat(hostile.size(hostile.oneIn(20) ? 1 << 21 : 2_000)),
            () -> hostile.of("[]", "{}", "[[1]]", "{a: b}", "~", "${X}", "${X:", "!!binary x", "|"),
            () -> hostile.of("P1D", "-1s", "99999999999999w", "PT0.0001S", "P99999999999D", "0"));
    lines[at] = lines[at].replaceFirst(":.*", "") + ": " + value;
    return String.join("\n", lines);
  }

  @Test
  void hostileFiles_areConfigurationsOrClearProblems() {
    Fuzz.run("config", 120, this::input, this::check);
    assertThat(taken).isPositive();
    assertThat(refused).isGreaterThan(taken);
  }

  private void check(byte[] bytes) throws IOException {
    Path file = dir.resolve("sluice.yaml");
    Files.write(file, bytes);
    try {
      assertThat(ConfigLoader.load(file, name -> null).pipelines()).isNotEmpty();
      taken++;
    } catch (ConfigException e) {
      refused++;
      assertThat(e.problems()).isNotEmpty();
      for (Problem problem : e.problems()) {
        assertThat(problem.message()).isNotBlank().hasSizeLessThan(2_000).doesNotContain("\n");
        assertThat(problem.path()).hasSizeLessThan(2_000).doesNotContain("\n");
      }
    }
  }
}
