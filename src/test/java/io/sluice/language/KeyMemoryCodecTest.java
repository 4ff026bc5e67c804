package io.sluice.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.model.StepException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyMemoryCodecTest {
  private static KeyMemory memory() throws StepException {
    KeyMemory memory = new KeyMemory();
    try (LanguageStep step =
        new LanguageStep(Counted.model("00000000000a"), SessionRule.ENDLESS, 8)) {
      step.run(List.of(new Turn(memory, Counted.events(300, 2))));
    }
    memory.hidden = new float[64];
    Arrays.fill(memory.hidden, KeyMemoryCodec.stored(0.123f));
    memory.isBounded = true;
    memory.labels = new float[] {-0.5f, -1.25f, -3};
    return memory;
  }

  /** As builds have stored it that knew no labels. */
  @Test
  void memoryOfVersionOne_isRead_andKnowsNoLabels() throws StepException {
    KeyMemory memory = memory();
    memory.labels = new float[0];
    byte[] bytes = KeyMemoryCodec.encode(memory);
    byte[] old = Arrays.copyOf(bytes, bytes.length - 1); // the number of labels
    old[0] = 1;
    assertThat(KeyMemoryCodec.encode(KeyMemoryCodec.decode(old))).isEqualTo(bytes);
  }

  @Test
  void memory_isTheSame_whenItIsReadBack() throws StepException {
    byte[] bytes = KeyMemoryCodec.encode(memory());
    assertThat(KeyMemoryCodec.encode(KeyMemoryCodec.decode(bytes))).isEqualTo(bytes);
  }

  @Test
  void memory_takesNoMoreThanItMay_whenAllOfItIsFull() throws StepException {
    KeyMemory memory = memory();
    try (LanguageStep step =
        new LanguageStep(Counted.model("00000000000a"), SessionRule.ENDLESS, 8)) {
      memory.hidden = new float[0];
      Random random = new Random(1);
      for (int i = 0; i < 2_000; i++) {
        TokenEvent event =
            new TokenEvent(
                memory.lastTime() + 86_400_000L, "t" + random.nextInt(TokenCache.CAPACITY));
        step.run(List.of(new Turn(memory, List.of(event))));
      }
    }
    memory.hidden = new float[64];
    assertThat(memory.cache.size).isEqualTo(TokenCache.CAPACITY);
    assertThat(memory.followers.size).isEqualTo(Followers.CAPACITY);
    assertThat(KeyMemoryCodec.encode(memory)).hasSizeBetween(1_000, 1_536);
  }

  @Test
  void truncatedBytes_areRefused_whereverTheyEnd() throws StepException {
    byte[] bytes = KeyMemoryCodec.encode(memory());
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatIllegalStateException().isThrownBy(() -> KeyMemoryCodec.decode(part));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> KeyMemoryCodec.decode(longer))
        .withMessageContaining("damaged");
  }

  @Test
  void newerVersion_isRefused_withItsNumber() throws StepException {
    byte[] bytes = KeyMemoryCodec.encode(memory());
    bytes[0] = 3;
    assertThatIllegalStateException()
        .isThrownBy(() -> KeyMemoryCodec.decode(bytes))
        .withMessageContaining("format 3");
  }
}
