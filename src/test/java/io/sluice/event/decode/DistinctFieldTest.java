package io.sluice.event.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.DistinctValue;
import org.junit.jupiter.api.Test;

/** What is told apart where the different values of a field are counted. */
final class DistinctFieldTest {
  private final Decoding decoding =
      new Decoding().targets(Decoding.target("users", "user", Aggregate.DISTINCT));

  private double value(String user) {
    return decoding.event("{\"key\":\"k\",\"ts\":5,\"user\":" + user + "}").values()[0];
  }

  @Test
  void number_isItself_howeverItIsWritten() {
    assertThat(value("17")).isEqualTo(17);
    assertThat(value("1.7e1")).isEqualTo(17);
  }

  @Test
  void text_isAWholeNumberOfItsOwn_thatNeverChanges() {
    assertThat(value("\"ada\"")).isEqualTo(DistinctValue.of("ada")).isEqualTo(2175363769261393.0);
    assertThat(value("\"\\u0061da\"")).isEqualTo(value("\"ada\""));
    assertThat(value("\"Ada\"")).isNotEqualTo(value("\"ada\""));
    assertThat(value("\"17\"")).as("a number in quotes is a number").isEqualTo(17);
    assertThat(value("\"x\"")).isBetween(0.0, 0x1p53).isEqualTo(Math.rint(value("\"x\"")));
  }

  @Test
  void whatIsNoScalar_isNoValue() {
    decoding.refuses("{\"key\":\"k\",\"ts\":5,\"user\":[1]}", DeadLetterReason.INVALID_VALUE);
    for (String missing : new String[] {"null", "\"unknown\""}) {
      assertThat(decoding.decode("{\"key\":\"k\",\"ts\":5,\"user\":" + missing + "}"))
          .isInstanceOf(Decoded.Empty.class);
    }
  }
}
