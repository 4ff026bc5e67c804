package io.sluice.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a file, an option or a label says of a constant is the same everywhere, and is read back.
 */
final class KebabCaseTest {
  @Test
  void of_isLowerCaseWithHyphens() {
    assertThat(KebabCase.of(DayOfWeek.MONDAY)).isEqualTo("monday");
    assertThat(KebabCase.of(ChronoField.ALIGNED_DAY_OF_WEEK_IN_MONTH))
        .isEqualTo("aligned-day-of-week-in-month");
  }

  @Test
  void of_isTheSameWhereCapitalIHasAnotherSmallLetter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(KebabCase.of(DayOfWeek.FRIDAY)).isEqualTo("friday");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_readsWhatOfWrites(ChronoField constant) {
    assertThat(KebabCase.find(ChronoField.class, KebabCase.of(constant))).contains(constant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AMPM-OF-DAY", "ampm_of_day", "AMPM_OF_DAY", " ampm-of-day", "ampm"})
  void find_takesNoOtherSpelling(String text) {
    assertThat(KebabCase.find(ChronoField.class, text)).isEmpty();
  }
}
