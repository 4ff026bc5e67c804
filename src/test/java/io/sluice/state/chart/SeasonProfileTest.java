package io.sluice.state.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SeasonProfileTest {
  private static final int PHASES = 24;
  private final SeasonProfile profile = new SeasonProfile(PHASES);

  /** A season of so much more than the phase. */
  private void learn(double more) {
    for (int phase = 0; phase < PHASES; phase++) {
      profile.learn(phase, phase + more, 1);
    }
  }

  @Test
  void nothingIsKnown_ofAPhaseThatWasNeverSeen() {
    profile.learn(3, 10, 1);
    assertThat(profile.at(3)).isEqualTo(10);
    assertThat(profile.at(4)).isNaN();
    assertThat(profile.seasons()).isZero();
  }

  @Test
  void firstSeasons_areAMean() {
    learn(0);
    learn(2);
    learn(4);
    assertThat(profile.seasons()).isEqualTo(3);
    assertThat(profile.at(7)).isCloseTo(9, within(0.02));
    assertThat(profile.at(23)).isCloseTo(25, within(0.02));
  }

  @Test
  void oldSeasons_areForgotten() {
    for (int i = 0; i < 20; i++) {
      learn(0);
    }
    learn(14);
    assertThat(profile.at(7)).as("one of fourteen").isCloseTo(8, within(0.05));
    for (int i = 0; i < 80; i++) {
      learn(14);
    }
    assertThat(profile.at(7)).isCloseTo(21, within(0.1));
  }

  @Test
  void distance_isThatFromTheNearestOfThisPhaseAndItsNeighbours() {
    assertThat(profile.nearest(7, 9)).as("nothing is known").isNaN();
    learn(0);
    assertThat(profile.nearest(7, 7.5)).isCloseTo(0.5, within(0.02));
    assertThat(profile.nearest(7, 10)).as("one later").isCloseTo(2, within(0.02));
    assertThat(profile.nearest(0, 23)).as("round midnight").isZero();
    SeasonProfile week = new SeasonProfile(7);
    week.learn(0, 100, 1);
    week.learn(1, 5, 1);
    assertThat(week.nearest(1, 100)).as("another day of the week").isEqualTo(95);
  }

  @Test
  void valuesThatAreTooFarForItsSteps_makeThemWider() {
    learn(0);
    profile.learn(5, 1e9, 1);
    assertThat(profile.at(5)).isCloseTo(5 + (1e9 - 5) / 2, within(1e5));
    assertThat(profile.at(6)).as("as good as the steps are").isCloseTo(6, within(1e5));
    profile.learn(6, -Double.MAX_VALUE, 1);
    profile.learn(6, Double.MAX_VALUE, 1);
    assertThat(profile.at(5)).isFinite();
  }

  @Test
  void shift_movesAllThatIsKnown() {
    profile.learn(3, 10, 1);
    profile.learn(4, 11, 1);
    profile.shift(-2.5);
    assertThat(profile.at(3)).isEqualTo(7.5);
    assertThat(profile.at(4)).isEqualTo(8.5);
    assertThat(profile.at(5)).isNaN();
  }

  @Test
  void constant_hasNoSeason() {
    profile.learn(0, 10, 0);
    assertThat(profile.at(0)).isNaN();
    profile.learn(1, 12, 2);
    assertThat(profile.at(1)).isEqualTo(12);
  }

  @Test
  void fewerThanTwoPhases_areNoSeason() {
    SeasonProfile none = new SeasonProfile(1);
    none.learn(0, 10, 1);
    assertThat(none.at(0)).isNaN();
    assertThat(none.seasons()).isZero();
  }

  private static ByteBuffer stored(SeasonProfile profile) {
    ByteBuffer bytes = ByteBuffer.allocate(SeasonProfile.maxBytes(PHASES));
    profile.encode(bytes);
    return bytes.flip();
  }

  @Test
  void storedProfile_comesBackAsItWas() {
    learn(0);
    learn(3);
    profile.learn(5, 1e6, 1);
    SeasonProfile read = new SeasonProfile(PHASES);
    ByteBuffer bytes = stored(profile);
    assertThat(read.decode(bytes)).isTrue();
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(read.seasons()).isEqualTo(2);
    for (int phase = 0; phase < PHASES; phase++) {
      assertThat(read.at(phase)).isEqualTo(profile.at(phase));
    }
    assertThat(stored(read)).isEqualTo(stored(profile));
  }

  @Test
  void storedProfileOfOtherPhases_isSkipped() {
    learn(0);
    SeasonProfile read = new SeasonProfile(7);
    ByteBuffer bytes = stored(profile);
    assertThat(read.decode(bytes)).isTrue();
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(read.at(3)).isNaN();
  }

  @Test
  void emptyProfile_takesAByte() {
    assertThat(stored(profile).remaining()).isEqualTo(1);
    assertThat(new SeasonProfile(PHASES).decode(stored(profile))).isTrue();
  }

  @Test
  void damagedProfile_isRefused() {
    learn(0);
    ByteBuffer bytes = stored(profile);
    bytes.putDouble(1 + 1 + Double.BYTES, -1); // the step
    assertThat(new SeasonProfile(PHASES).decode(bytes)).isFalse();
  }
}
