package io.sluice.model.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TrialOutputTest {
  private static TrialOutput of(String... lines) {
    return new TrialOutput(String.join("\n", lines), "token");
  }

  @Test
  void linesWithTheToken_areTheTrials_andOthersAreNot() {
    TrialOutput output =
        of("token stage running it", "other passed 1", "token passed 2000000", "passed 3");

    assertThat(output.stage()).isEqualTo("running it");
    assertThat(output.slowest()).isEqualTo(Duration.ofMillis(2));
    assertThat(output.refusal()).isNull();
  }

  @Test
  void stackTrace_isToldByItsCause() {
    TrialOutput output =
        of(
            "Exception in thread \"main\" java.lang.RuntimeException: no",
            "\tat io.sluice.model.trial.TrialMain.main(TrialMain.java:1)",
            "Caused by: java.io.IOException: no library",
            "\tat java.base/java.nio.file.Files.copy(Files.java:1)",
            "\t... 5 more",
            "");

    assertThat(output.hint()).isEqualTo(": Caused by: java.io.IOException: no library");
  }

  @Test
  void whatElseIsPrinted_isShort_andHoldsNoControlCharacters() {
    assertThat(of().hint()).isEmpty();
    assertThat(of("a\u001b[31mb" + "c".repeat(500)).hint()).startsWith(": a [31mbc").hasSize(202);
  }
}
