package io.sluice.language.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.token.TokenFeatures;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is labelled begins anew where the service's sessions do. */
final class LabelStretchTest {
  private static final Vocabulary TOKENS =
      new Vocabulary(
          List.of("<unk>", "<eos>", "open", "work", "close"), List.of(0L, 0L, 2L, 2L, 2L));
  private static final TokenFeatures FEATURES = new TokenFeatures(List.of("gap"), ZoneOffset.UTC);

  private static List<Integer> positions(SessionRule rule) {
    List<TokenEvent> events =
        List.of(
            new TokenEvent(0, "open"),
            new TokenEvent(10, "close"),
            new TokenEvent(20, "open"),
            new TokenEvent(500, "work"));
    return LabelStretch.points(events, TOKENS, FEATURES, rule).stream()
        .map(point -> point.position)
        .toList();
  }

  @Test
  void session_endsBehindTheTokenThatEndsIt_andAfterTheGap() {
    assertThat(positions(SessionRule.ENDLESS)).containsExactly(1, 2, 3, 4);
    assertThat(positions(new SessionRule(0, Set.of("close")))).containsExactly(1, 2, 1, 2);
    assertThat(positions(new SessionRule(100, Set.of("close")))).containsExactly(1, 2, 1, 1);
  }
}
