package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EarlierTimeTest {
  private static final long BASE = 1_790_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "63000, 1",
    "64000, 2",
    "600000, 2",
    "599999, 3",
    "86400000, 3",
    "604800000, 3",
    "604799999, 5",
    "1789999999999, 6",
    "-1, 10",
    "-600000, 10"
  })
  void time_isReadAsItWas_inFewBytes(long before, int bytes) {
    ByteBuffer stored = ByteBuffer.allocate(EarlierTime.MAX_BYTES);
    EarlierTime.write(BASE - before, BASE, stored);
    assertThat(stored.position()).isEqualTo(bytes);
    assertThat(EarlierTime.read(BASE, stored.flip())).isEqualTo(BASE - before);
  }

  @Test
  void none_isOneByte() {
    ByteBuffer stored = ByteBuffer.allocate(EarlierTime.MAX_BYTES);
    EarlierTime.write(EarlierTime.NONE, BASE, stored);
    assertThat(stored.position()).isEqualTo(1);
    assertThat(EarlierTime.read(BASE, stored.flip())).isEqualTo(EarlierTime.NONE);
  }

  @Test
  void damagedTime_isRefused() {
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0x80);
    assertThatThrownBy(() -> EarlierTime.read(BASE, ByteBuffer.wrap(endless)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 10 bytes");
  }
}
