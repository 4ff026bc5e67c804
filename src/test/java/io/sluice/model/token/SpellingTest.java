package io.sluice.model.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every text can be spelled, and read again. */
final class SpellingTest {
  @Test
  void charactersOfTheAlphabet_areTokens_andAllOthersTheirBytes() {
    Spelling spelling = new Spelling(List.of("<unk>", "<eos>", "a", "é", "室", " "));
    assertThat(spelling.spell("a é室")).containsExactly("a", " ", "é", "室");
    assertThat(spelling.spell("aü")).containsExactly("a", "<0xC3>", "<0xBC>");
    assertThat(spelling.tokens()).hasSize(4 + 256).contains("<0x00>", "<0xFF>");
  }

  @Test
  void whatWasSpelled_canBeReadAgain_evenIfItLooksLikeAByte() {
    Spelling spelling = new Spelling(List.of("a", "<", "0", "x", "4", "1", ">"));
    for (String text : List.of("a", "<0x41>", "室温 😀 a", "ü<0x41>", "\u0001")) {
      assertThat(Spelling.join(spelling.spell(text))).isEqualTo(text);
    }
    assertThat(Spelling.join(List.of("a", "<0xC3>"))).isEqualTo("a\uFFFD");
  }
}
