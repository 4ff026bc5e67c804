package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AggregateTest {
  @ParameterizedTest
  @CsvSource({
    "mean, MEAN",
    "distinct, DISTINCT",
    "median, MEDIAN",
    "p50, MEDIAN",
    "p50.0, MEDIAN",
    "p5, P5",
    "p05, P5",
    "p99.9, P99.9",
    "p99.90, P99.9"
  })
  void spelling_hasANameThatIsStored(String spelled, String name) {
    Aggregate aggregate = Aggregate.parse(spelled).orElseThrow();
    assertThat(aggregate.name()).isEqualTo(name);
    assertThat(Aggregate.valueOf(name)).isEqualTo(aggregate);
    assertThat(Aggregate.parse(aggregate.toString())).contains(aggregate);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"p0", "p0.0", "p100", "p", "p-1", "p1e1", "p9.9999", "quantile", "Mean", ""})
  void anythingElse_isNone(String spelled) {
    assertThat(Aggregate.parse(spelled)).isEmpty();
  }

  @Test
  void storedNameOfANewerBuild_isRefused() {
    assertThatThrownBy(() -> Aggregate.valueOf("KURTOSIS")).hasMessageContaining("KURTOSIS");
  }
}
