package io.sluice.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportTest {
  @ParameterizedTest
  @CsvSource({
    "0.18, 18% below",
    "-0.18, 18% above",
    "0.004, as high as",
    "-3.5, 350% above",
    "NaN, unknown"
  })
  void skillReadsAsASentence(double skill, String words) {
    assertThat(Report.against(skill)).isEqualTo(words);
  }
}
