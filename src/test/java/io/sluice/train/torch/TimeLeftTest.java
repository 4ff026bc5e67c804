package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TimeLeftTest {
  @Test
  void lines_comeEveryTenSeconds_withWhatIsLeft() {
    AtomicLong now = new AtomicLong();
    List<String> lines = new ArrayList<>();
    TimeLeft left = new TimeLeft(lines::add, now::get);
    for (int second = 1; second <= 25; second++) {
      now.set(Duration.ofSeconds(second).toNanos());
      left.tell("epoch " + second, second / 100.0);
    }
    assertThat(lines).containsExactly("epoch 10, at most 1:30 left", "epoch 20, at most 1:20 left");
  }
}
