package io.sluice.detect.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows of ten milliseconds from 0 on, but for those from 600 to 700. */
class EventCountTest {
  private final Track track = new Track("a", 1);

  EventCountTest() {
    for (int start = 0; start < 1000; start += 10) {
      if (start < 600 || start >= 700) {
        track.add(start, start + 10, 0, new double[1], new double[1], new double[1], new double[1]);
      }
    }
  }

  private EventCount count(int[] fired, Span... events) {
    for (int end : fired) {
      track.add(told(end, "firing"));
      track.add(told(end + 10, "resolved"));
    }
    return EventCount.of(track, List.of(events));
  }

  private static Told told(int end, String status) {
    return new Told("id", status, "outlier", "warning", 5, end - 10, end, end, 1);
  }

  @Test
  void severalAlertsInAnEvent_areOneHit_andThoseOutsideAreFalse() {
    EventCount count =
        count(new int[] {110, 150, 300, 520}, new Span(105, 200), new Span(500, 540));
    assertThat(count.hits()).isEqualTo(2);
    assertThat(count.falseAlerts()).isEqualTo(1);
    assertThat(count.delays()).containsExactly(0, 1);
    assertThat(count.precision()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(count.recall()).isEqualTo(1);
    assertThat(count.f1()).isEqualTo(0.8);
    assertThat(count.falsePerThousand()).isCloseTo(1000.0 / 90, within(1e-9));
    assertThat(count.medianDelay()).isEqualTo(0.5);
  }

  @Test
  void resolutionsCountForNothing() {
    EventCount count = count(new int[] {300}, new Span(300, 310));
    assertThat(count.hits()).isZero();
    assertThat(count.falseAlerts()).isEqualTo(1);
    assertThat(count.misses()).isEqualTo(1);
    assertThat(count.medianDelay()).isNaN();
  }

  /** A key that rests has no windows, and may yet be called silent. */
  @Test
  void alertWithoutAWindowOfItsOwn_isInTheEventOfItsTime() {
    assertThat(count(new int[] {650}, new Span(600, 690)).hits()).isEqualTo(1);
    assertThat(count(new int[] {}, new Span(700, 710)).hits()).isZero();
  }

  @Test
  void bothEndsOfAnEventBelongToIt() {
    assertThat(count(new int[] {110}, new Span(90, 100)).hits()).isEqualTo(1);
    assertThat(count(new int[] {}, new Span(90, 99)).hits()).isZero();
    assertThat(count(new int[] {}, new Span(109, 200)).hits()).isEqualTo(1);
    assertThat(count(new int[] {}, new Span(110, 200)).hits()).isZero();
  }

  @Test
  void countsOfKeysAddUp() {
    EventCount one = new EventCount(100, 2, 1, List.of(4));
    EventCount both = one.and(new EventCount(50, 1, 2, List.of(1)));
    assertThat(both).isEqualTo(new EventCount(150, 3, 3, List.of(1, 4)));
    assertThat(EventCount.NONE.and(one)).isEqualTo(one);
  }
}
