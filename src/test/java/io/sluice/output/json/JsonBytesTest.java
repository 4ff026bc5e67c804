package io.sluice.output.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.output.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the output must come back as it went in, and do no harm in a web page. */
final class JsonBytesTest {
  private final JsonBytes json = new JsonBytes();

  private String text() {
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }

  @Test
  void everyCharacter_comesBackFromAParser() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0x2FFF; c++) {
      all.append((char) c);
    }
    all.append("😀\uFEFF\uFFFF");
    json.string(all.toString());
    assertThat(new ObjectMapper().readValue(json.toByteArray(), String.class))
        .isEqualTo(all.toString());
  }

  @Test
  void markupAndLineSeparators_areEscaped() {
    json.string(Samples.NASTY_KEY + "\u0001\u007f");
    assertThat(text())
        .doesNotContain("<", ">", "&", "\u2028", "\u2029", "\u0001", "\u007f")
        .contains("\\u003c/script\\u003e", "\\u0022", "\\u005c", "\\u2028\\u2029", "Küche 😀");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2012-02-29T23:59:59.999Z",
        "2013-02-18T14:40:00.001Z",
        "0999-12-31T00:00:00.100Z",
        "9999-12-31T23:59:59.999Z"
      })
  void time_isRfc3339(String time) {
    json.plainTime(Instant.parse(time).toEpochMilli());
    assertThat(text()).isEqualTo(time);
  }

  @Test
  void times_inAnyOrder_areReadBackTheSame() {
    Random random = new Random(23);
    long time = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean near = random.nextInt(4) > 0;
      long step = near ? random.nextInt(200_000_000) : (long) (random.nextDouble() * 1e14);
      time = (time + step) % 253_402_300_800_000L;
      json.clear().plainTime(time);
      assertThat(Instant.parse(text()).toEpochMilli()).isEqualTo(time);
    }
  }
}
