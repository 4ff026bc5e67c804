package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.score.SessionRanges.Kind;
import io.sluice.score.SessionRanges.Odd;
import io.sluice.state.chart.SessionTally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionRangesTest {
  private static final List<String> TOKENS = List.of("open", "work", "close");

  /** A hundred sessions: opened and closed once, worked at one to four times. */
  private static SessionRanges ranges() {
    List<List<String>> sessions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sessions.add(session(1, 1 + i % 4, 1));
    }
    return SessionRanges.of(TOKENS, sessions);
  }

  private static List<String> session(int opens, int works, int closes) {
    List<String> session = new ArrayList<>(Collections.nCopies(opens, "open"));
    session.addAll(Collections.nCopies(works, "work"));
    session.addAll(Collections.nCopies(closes, "close"));
    return session;
  }

  private static SessionTally tally(List<String> session) {
    SessionTally tally = new SessionTally();
    session.forEach(token -> tally.add(SessionTally.place(token)));
    return tally;
  }

  @Test
  void sessionLikeOthers_isNotOdd() {
    assertThat(ranges().whole(tally(session(1, 2, 1))).rarity()).isLessThan(1);
  }

  @Test
  void tokenThatIsMissingAtTheEnd_isTold() {
    Odd odd = ranges().whole(tally(session(1, 2, 0)));
    assertThat(odd.kind()).isEqualTo(Kind.DIFFERENT_TOKENS);
    assertThat(odd.count()).isEqualTo(2);
    assertThat(odd.least()).isEqualTo(3);
    assertThat(odd.rarity()).isGreaterThan(3);
  }

  /** A maximum that all sessions have says more than one that a few have. */
  @Test
  void secondOpening_isOddAtOnce_andOdderThanALongSession() {
    double opened = ranges().above(tally(session(2, 0, 0)), SessionTally.place("open")).rarity();
    double worked = ranges().above(tally(session(1, 5, 0)), SessionTally.place("work")).rarity();
    assertThat(opened).isGreaterThan(worked);
    assertThat(worked).isGreaterThan(2.5);
  }

  @Test
  void storedForm_saysTheSame_andIsBounded() {
    SessionRanges ranges = ranges();
    ByteBuffer out = ByteBuffer.allocate(ranges.maxBytes());
    ranges.encode(out);
    SessionRanges read = SessionRanges.decode(out.flip(), TOKENS);
    SessionTally odd = tally(session(1, 9, 1));
    assertThat(read.whole(odd)).isEqualTo(ranges.whole(odd));
    ByteBuffer tooMany = ByteBuffer.allocate(2).putShort((short) 4).flip();
    assertThatThrownBy(() -> SessionRanges.decode(tooMany, TOKENS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyLengths_areKeptAtTheirEnds() {
    List<List<String>> sessions = new ArrayList<>();
    for (int length = 1; length <= 1000; length++) {
      sessions.add(session(length, 0, 0));
    }
    SessionRanges ranges = SessionRanges.of(TOKENS, sessions);
    double third = ranges.above(tally(session(998, 0, 0)), SessionTally.place("open")).rarity();
    assertThat(third).isCloseTo(-Math.log10(3.5 / 1001), within(1e-9));
    assertThat(ranges.above(tally(session(500, 0, 0)), SessionTally.place("open")).rarity())
        .isLessThan(2);
  }
}
