package io.sluice.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvNumberTest {
  @Test
  void observedValue_isReadAsItWas() {
    for (double value : new double[] {0.1, 16_777_217, 1_704_412_800_123.0, -1e300, 1.0 / 3}) {
      assertThat(Double.parseDouble(CsvNumber.exact(value))).isEqualTo(value);
    }
    assertThat(CsvNumber.exact(0.1)).isEqualTo("0.1");
    assertThat(CsvNumber.exact(Double.NaN)).isEmpty();
  }

  @Test
  void roundedValue_isNeverInfinite() {
    assertThat(CsvNumber.rounded(1.0 / 3)).isEqualTo("0.33333334");
    assertThat(CsvNumber.rounded(1e300)).isEqualTo("1.0E300");
    assertThat(CsvNumber.rounded(Double.POSITIVE_INFINITY)).isEmpty();
  }
}
