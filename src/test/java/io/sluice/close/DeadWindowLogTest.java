package io.sluice.close;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.event.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A model that fails on every key, in the log of who is on call. */
final class DeadWindowLogTest {
  private record Planned(long at, Runnable action) {}

  private final Logger logger = (Logger) LoggerFactory.getLogger(DeadWindowLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Queue<Planned> planned = new ArrayDeque<>();
  private long now;

  private final DeadWindowLog log =
      new DeadWindowLog(
          "climate", (nanos, action) -> planned.add(new Planned(now + nanos, action)), () -> now);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.WARN);
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void ignore() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  private void fail(String key) {
    log.add(
        Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)),
        600_000,
        DeadLetterReason.MODEL_FAILED,
        "no \"luck\"");
  }

  private void pass(Duration time) {
    now += time.toNanos();
    while (!planned.isEmpty() && planned.element().at() <= now) {
      planned.remove().action().run();
    }
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void manyWindows_areOneLineWithTheirCountAndAnExample() {
    for (int i = 0; i < 5_000; i++) {
      fail("key" + i);
    }
    assertThat(said()).isEmpty();
    pass(Duration.ofSeconds(1));

    assertThat(said())
        .containsExactly(
            "event=windows-dead-lettered pipeline=climate reason=model-failed count=5000"
                + " first-key=\"key0\" first-window-end=600000 first-detail=\"no \"luck\"\"");
  }

  @Test
  void failureThatGoesOn_isOneLineInTenSecondsAndNoWindowIsLeftOut() {
    int failed = 0;
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 10; i++, failed++) {
        fail("a");
      }
      pass(Duration.ofSeconds(1));
    }
    log.flush();

    long counted = lines.list.stream().mapToLong(line -> (Long) line.getArgumentArray()[2]).sum();
    assertThat(said()).hasSizeBetween(6, 8);
    assertThat(counted).isEqualTo(failed);
  }

  @Test
  void reasons_areToldApart() {
    fail("a");
    log.add(Bytes.wrap(new byte[] {'b'}), 1, DeadLetterReason.TOO_MANY_KEYS, "too large");
    pass(Duration.ofSeconds(1));

    assertThat(said()).hasSize(2).anyMatch(line -> line.contains("reason=too-many-keys count=1"));
  }
}
