package io.sluice.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingCutTest {
  private static final String CUT =
      "train before 2026-01-01T00:00:00Z, validation before 2026-02-01T00:00:00.500Z";

  @Test
  void entryCounts_elseTheEndOfTheValidation() {
    assertThat(TrainingCut.until(Map.of("training.cut", CUT)))
        .contains(Instant.parse("2026-02-01T00:00:00.500Z"));
    String later = "2026-03-01T00:00:00Z";
    assertThat(TrainingCut.until(Map.of("training.cut", CUT, "training.until", later)))
        .contains(Instant.parse(later));
  }

  @Test
  void whatIsNoTime_isNotBelieved() {
    assertThat(TrainingCut.until(Map.of())).isEmpty();
    assertThat(TrainingCut.until(Map.of("training.until", "never"))).isEmpty();
    assertThat(TrainingCut.until(Map.of("training.cut", "validation before noon"))).isEmpty();
  }
}
