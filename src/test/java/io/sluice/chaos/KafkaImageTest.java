package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.oracle.Oracle;
import io.sluice.oracle.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Two instances on the public Kafka image, held to what the {@link Oracle} expects. */
@Timeout(300)
@EnabledIf(value = "isPossible", disabledReason = "no Docker engine answers")
final class KafkaImageTest {
  private static final long SEED = 20130218L;
  private static final int KEYS = 100;
  private static final Path LOGS = Path.of("target", "containers");

  @TempDir Path dir;

  static boolean isPossible() {
    return KafkaContainer.isPossible();
  }

  private interface Event {
    void happen(Cluster cluster) throws Exception;
  }

  @Test
  void instanceThatDies_leavesItsPartitionsToTheOther() throws Exception {
    run("instance", cluster -> cluster.services().get(0).kill());
  }

  @Test
  void brokerThatIsRestarted_costsAPause() throws Exception {
    run(
        "broker",
        cluster -> {
          cluster.broker().kill();
          cluster.broker().restart();
        });
  }

  private void run(String name, Event event) throws Exception {
    Setup setup = Setup.keyed(dir);
    try (Cluster cluster =
        new Cluster(dir, LOGS.resolve(name), setup, "classic", new KafkaContainer())) {
      cluster.addService();
      cluster.addService();
      Tail tail = new Tail(cluster);
      Feed feed = new Feed(cluster, setup.load(SEED, KEYS), Duration.ofMillis(400)).start();
      try (feed) {
        awaitForecasts(tail, 5 * KEYS);
        event.happen(cluster);
        awaitForecasts(tail, tail.forecastCount() + 10 * KEYS);
      }
      feed.end();
      Audit audit =
          Audit.of(
              cluster,
              tail,
              done -> await().atMost(Duration.ofMinutes(5)).until(done::getAsBoolean));
      await().atMost(Duration.ofMinutes(5)).until(() -> tail.count() >= audit.count());
      tail.stop();
      report(name, audit, tail);
    }
  }

  private static void awaitForecasts(Tail tail, int count) {
    await().atMost(Duration.ofMinutes(2)).until(() -> tail.forecastCount() >= count);
  }

  private static void report(String name, Audit audit, Tail tail) {
    Verdict verdict = audit.verdict(tail);
    System.out.printf(
        Locale.ROOT,
        "container: image=%s killed=%s windows=%d missing=%d duplicated=%d wrong=%d disordered=%d%n",
        KafkaContainer.IMAGE,
        name,
        audit.count(".forecasts"),
        verdict.missing(),
        verdict.duplicated(),
        verdict.wrong(),
        verdict.disordered());
    assertThat(verdict.examples()).isEmpty();
    assertThat(verdict.isClean()).isTrue();
    audit.requireEveryKind();
  }
}
