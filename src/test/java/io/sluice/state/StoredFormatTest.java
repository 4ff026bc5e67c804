package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Aggregate;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What earlier versions stored is read by this one, byte by byte as they wrote it. */
final class StoredFormatTest {
  private static final ModelContract MODEL =
      new ModelContract(
          "m",
          "1",
          "0123456789ab",
          "gru",
          1,
          3,
          FeatureLayout.parse(List.of("change"), 1, 2),
          1,
          List.of(0.1f, 0.5f, 0.9f),
          2,
          3,
          true,
          Duration.ofMinutes(10),
          32,
          new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 1008, 1e-4),
          Map.of());

  private static final String VERSION_1 =
      "0103050123456789ab000001a0c4506c00000001a0c447444001ac023e8000003f000000bf400000"
          + "c80140358000000000004035c000000000003f0000003e0000009601043fc000003e28f5c3"
          + "00003f5556e03e80000001000001a0c4474440809f49010040900000"
          + "bf8000003f0000004000000000007fff8001";

  private final KeyStateCodec codec = new KeyStateCodec(MODEL, 1);

  @Test
  void keyStateOfVersion1_isReadWhole_withoutInputs() {
    StoredKey key = codec.decode(HexFormat.of().parseHex(VERSION_1));
    KeyState state = key.state();
    assertVersion1(state);
    assertThat(key.isForeign()).isFalse();
    assertThat(state.inputs[0].count()).isZero();
    assertThat(state.hidden).containsExactly(0, 1, -1);
    assertThat(state.forecast).containsExactly(-1, 0.5f, 2);
    assertThat(KeyStateCodec.pause(HexFormat.of().parseHex(VERSION_1)))
        .as("its last window had no event")
        .isEqualTo(state.life.gaps.stay);
  }

  @Test
  void keyStateOfVersion1_isWrittenInThisOne() {
    KeyState state = codec.decode(HexFormat.of().parseHex(VERSION_1)).state();
    state.inputs[0].add(21.75, false);
    byte[] stored = codec.encode(state);
    assertThat(stored[0]).isEqualTo((byte) 6);
    KeyState back = codec.decode(stored).state();
    assertVersion1(back);
    assertThat(back.inputs[0].values()).containsExactly(21.75);
  }

  /** As version 2 wrote it: its ring held 48 values at most, whose marks were one number. */
  @Test
  void keyStateOfVersion2_isReadWithItsInputs_andWrittenInThisOne() {
    String inputs = "02" + "4035c00000000000" + "0000000000000002" + "3f80";
    String stored =
        "02"
            + VERSION_1.substring(2, VERSION_1.length() - 36)
            + inputs
            + VERSION_1.substring(VERSION_1.length() - 36);

    StoredKey key = codec.decode(HexFormat.of().parseHex(stored));
    KeyState state = key.state();

    assertVersion1(state);
    assertThat(key.isForeign()).isFalse();
    assertThat(state.hidden).containsExactly(0, 1, -1);
    assertThat(state.inputs[0].values()).containsExactly(21.75, 22.75);
    assertThat(state.inputs[0].isImputed(0)).isFalse();
    assertThat(state.inputs[0].isImputed(1)).isTrue();
    KeyState back = codec.decode(codec.encode(state)).state();
    assertThat(back.inputs[0].values()).containsExactly(21.75, 22.75);
    assertThat(back.inputs[0].isImputed(1)).isTrue();
  }

  private static void assertVersion1(KeyState state) {
    assertThat(state.life.lastEnd).isEqualTo(1_790_000_000_000L);
    assertThat(state.life.lastHeardEnd).isEqualTo(1_789_999_400_000L);
    assertThat(state.life.gap).isEqualTo(1);
    assertThat(state.life.observed).as("300 steps, the last of them imputed").isEqualTo(299);
    assertThat(state.charts[0].count).as("charts begin").isZero();
    assertThat(state.scalers[0].count).isEqualTo(200);
    assertThat(state.scalers[0].last).isEqualTo(21.75);
    assertThat(state.episode.name).as("an alert keeps its id").isEqualTo(state.episode.type);
    assertThat(state.episode.peak).isEqualTo(4.5f);
    assertThat(state.hasForecast).isTrue();
  }

  /**
   * As version 3 wrote it, with the ring of inputs and what is known in advance; as 4; and as 5.
   */
  @Test
  void keyStateOfVersion3WithPlans_isReadAndWrittenWithTheStampOfItsTargets() {
    String inputs = "01" + "4035c00000000000" + "00";
    String plans = "01" + "%08x".formatted(List.of("promo").hashCode()) + "000001a0c4506c00" + "01";
    String stored =
        "03"
            + VERSION_1.substring(2, VERSION_1.length() - 36)
            + inputs
            + plans
            + "fc03"
            + VERSION_1.substring(VERSION_1.length() - 36);
    KeyStateCodec codec = new KeyStateCodec(MODEL, 1, List.of("promo"));

    KeyState state = codec.decode(HexFormat.of().parseHex(stored)).state();

    assertVersion1(state);
    assertThat(state.inputs[0].values()).containsExactly(21.75);
    assertThat(state.known.end()).isEqualTo(1_790_000_000_000L);
    assertThat(state.known.of(0)).containsExactly(1);
    String stamp = "%06x".formatted(Schema.unnamed(List.of(Aggregate.MEAN)).stamp());
    int head = 2 * (3 + 6 + 8 + 8);
    String rest = stored.substring(head);
    String version4 = "04" + stored.substring(2, head) + stamp + rest;
    assertVersion1(codec.decode(HexFormat.of().parseHex(version4)).state());
    String counts = "01ac02"; // a gap of 1, 300 steps
    assertThat(rest).startsWith(counts);
    String version5 =
        "05" + stored.substring(2, head) + stamp + "01ab02" + rest.substring(counts.length());
    assertVersion1(codec.decode(HexFormat.of().parseHex(version5)).state());
    byte[] version6 = codec.encode(state);
    assertThat(HexFormat.of().formatHex(version6)).startsWith("06" + version5.substring(2, head));
    assertVersion1(codec.decode(version6).state());
  }

  /** Up to version 4 all steps were counted: those of windows without a value are taken off. */
  @Test
  void stepsOfVersion4_countAsFarAsTheRingKnowsThemObserved() {
    assertThat(version4("0c").life.observed).isEqualTo(8);
    assertThat(version4("05").life.observed)
        .as("the ring goes further back than the recurrent state")
        .isEqualTo(3);
  }

  /** A state of so many steps, with twelve inputs of which every third is imputed. */
  private KeyState version4(String steps) {
    InputRing inputs = new InputRing(48);
    for (int i = 0; i < 12; i++) {
      inputs.add(20 + i, i % 3 == 1);
    }
    ByteBuffer ring = ByteBuffer.allocate(1000);
    inputs.encode(ring);
    int head = 2 * (3 + 6 + 8 + 8);
    String counts = "01ac02";
    String stored =
        "04"
            + VERSION_1.substring(2, head)
            + "%06x".formatted(Schema.unnamed(List.of(Aggregate.MEAN)).stamp())
            + "00"
            + steps
            + VERSION_1.substring(head + counts.length(), VERSION_1.length() - 36)
            + HexFormat.of().formatHex(ring.array(), 0, ring.position())
            + "00"
            + VERSION_1.substring(VERSION_1.length() - 36);
    return codec.decode(HexFormat.of().parseHex(stored)).state();
  }

  @Test
  void keyStateOfANewerVersion_isRefusedByName() {
    byte[] newer = HexFormat.of().parseHex(VERSION_1);
    newer[0] = 7;
    assertThatThrownBy(() -> codec.decode(newer))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("key state has format version 7, this build reads 6");
  }
}
