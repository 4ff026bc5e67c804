package io.sluice.event.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Broken text must be found here: nothing after the decoder looks for it again. */
final class Utf8Test {

  @Test
  void everyCodePoint_isWellFormed() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.indexOfMalformed(bytes)).isEqualTo(-1);
      }
    }
  }

  @Test
  void randomBytes_areJudgedAsTheJdkJudgesThem() {
    Random random = new Random(11);
    int[] leads = {0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0x80, 0xBF, 0x90, 0x9F};
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int b = 0; b < bytes.length; b++) {
        int any = random.nextInt(3) == 0 ? random.nextInt(256) : leads[random.nextInt(13)];
        bytes[b] = (byte) (random.nextBoolean() ? 'a' : any);
      }
      assertThat(Utf8.indexOfMalformed(bytes) < 0).isEqualTo(jdkAccepts(bytes));
    }
  }

  private static boolean jdkAccepts(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
