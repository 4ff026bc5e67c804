package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test's thread is the stream thread. */
final class PromptCommitTest {
  private static final int MANY = 20_000; // more than a minute between two commits

  private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
  private final PromptCommit commit = new PromptCommit(context, 1);

  @BeforeEach
  void waitUntilACommitMayBeAskedFor() {
    PromptCommit.ended();
  }

  @AfterEach
  void end() {
    commit.close();
  }

  private boolean look() {
    context.scheduledPunctuators().stream()
        .filter(p -> !p.cancelled())
        .forEach(p -> p.getPunctuator().punctuate(0));
    return context.committed();
  }

  private void awaitCommit() {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(30))
        .until(this::look);
    context.resetCommit();
  }

  private long waiting() {
    return context.scheduledPunctuators().stream().filter(p -> !p.cancelled()).count();
  }

  @Test
  void whatTasksAskFor_isOneCommit_andNobodyLooksAfterIt() {
    PromptCommit other = new PromptCommit(context, 1);
    commit.request();
    other.request();
    commit.request();
    assertThat(waiting()).isEqualTo(1);
    awaitCommit();
    assertThat(waiting()).isZero();
    other.request();
    awaitCommit();
  }

  @Test
  void commitThatComesOfItself_isTheOneThatWasAskedFor() {
    commit.request();
    PromptCommit.ended();
    look();
    assertThat(waiting()).isZero();
    assertThat(context.committed()).isFalse();
  }

  @Test
  void commits_keepADistance() {
    PromptCommit slow = new PromptCommit(context, MANY);
    slow.request();
    await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(30)).until(() -> !look());
    slow.close();
  }

  @Test
  void taskThatEnds_leavesTheLookingToTheNextThatAsks() {
    commit.request();
    commit.close();
    assertThat(waiting()).isZero();
    new PromptCommit(context, 1).request();
    awaitCommit();
  }
}
