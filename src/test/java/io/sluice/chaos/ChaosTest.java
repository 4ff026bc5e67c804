package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.TestModels;
import io.sluice.oracle.Load;
import io.sluice.oracle.Oracle;
import io.sluice.oracle.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills things under load and compares what readers of committed results have got with what the
 * {@link Oracle} makes of the source topic. The profile {@code chaos} runs the long form; {@code
 * -Dsluice.chaos.seed} draws other moments and other input.
 */
@EnabledIfSystemProperty(
    named = "sluice.chaos.faults",
    matches = "[1-9]\\d*",
    disabledReason = "-Dsluice.chaos.faults=0")
final class ChaosTest {
  private static final int KEYS = 150;
  private static final int BURST = 3000;
  private static final Duration PACE = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int FAULTS = Integer.getInteger("sluice.chaos.faults", 0);
  private static final long SEED = Long.getLong("sluice.chaos.seed", 20130218L);

  /** What is promised, and two seconds for a machine that does much else. */
  private static final Duration LEAVING = Duration.ofSeconds(12);

  private static final Path LOGS = Path.of("target", "chaos");

  @TempDir Path dir;
  private final Random random = new Random(SEED);

  static Stream<String> protocols() {
    return Stream.of(System.getProperty("sluice.chaos.protocols", "classic").split(","));
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void results_areExactWhateverIsKilled(String protocol) throws Exception {
    Path model =
        TestModels.gru(
            dir, "m", 16, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1);
    int faults = 0;
    try (Cluster cluster = new Cluster(dir, LOGS.resolve(protocol), model, protocol)) {
      cluster.addService();
      cluster.addService();
      Tail tail = new Tail(cluster.bootstrap(), Cluster.PIPELINE, Cluster.PARTITIONS);
      Feed feed = new Feed(cluster, new Load(SEED, KEYS), PACE);
      try (feed) {
        awaitForecasts(cluster, tail, 3 * KEYS);
        tail.watch(true);
        while (faults < FAULTS) {
          faults += inject(cluster, feed, fault(faults));
          awaitForecasts(cluster, tail, 3 * KEYS);
        }
      }
      tail.watch(false);
      feed.end();
      try (OnnxStepModel step = OnnxStepModel.load(model, Provider.CPU)) {
        Audit audit = Audit.of(cluster, step);
        await(cluster, () -> tail.count() >= audit.count());
        if (tail.count() < audit.count()) {
          cluster.dumpThreads();
          System.out.println(String.join("\n", PostMortem.of(cluster)));
        }
        // One commit more: what must not come would come now.
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        tail.stop();
        report(protocol, faults, audit, tail);
        assertThat(LOGS.resolve(protocol)).isDirectoryNotContaining("glob:**/hs_err_*");
      }
    }
  }

  private static void report(String protocol, int faults, Audit audit, Tail tail) {
    Verdict verdict = audit.verdict(tail);
    System.out.printf(
        Locale.ROOT,
        "chaos: faults=%d windows=%d alerts=%d missing=%d duplicated=%d wrong=%d disordered=%d"
            + " longest-gap=%.1fs protocol=%s seed=%d%n",
        faults,
        audit.forecasts(),
        audit.alerts(),
        verdict.missing(),
        verdict.duplicated(),
        verdict.wrong(),
        verdict.disordered(),
        tail.longestGapSeconds(),
        protocol,
        SEED);
    assertThat(verdict.examples()).isEmpty();
    assertThat(verdict.isClean()).isTrue();
    audit.requireEveryKind();
  }

  /** Every kind in turn before any comes again, in an order of the seed's. */
  private Fault fault(int done) {
    Fault[] all = Fault.values();
    return all[(int) ((done + SEED) % all.length)];
  }

  /** Does one thing to the cluster and returns how many faults it was. */
  private int inject(Cluster cluster, Feed feed, Fault fault) throws Exception {
    int victim = random.nextInt(2);
    ChildJvm service = cluster.services().get(victim);
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(500)).toNanos());
    switch (fault) {
      case KILL_SERVICE -> {
        service.kill();
        service.restart();
      }
      case KILL_DURING_RESTORE -> {
        service.kill();
        cluster.wipe(victim);
        service.restart();
        LockSupport.parkNanos(Duration.ofMillis(2500 + random.nextInt(1500)).toNanos());
        service.kill();
        service.restart();
        return 2;
      }
      case SUSPEND_SERVICE -> {
        service.suspend();
        LockSupport.parkNanos(Cluster.SESSION.plusMillis(random.nextInt(2000)).toNanos());
        service.resume();
      }
      case KILL_BROKER -> {
        cluster.broker().kill();
        cluster.broker().restart();
      }
      case KILL_DURING_DRAIN -> {
        feed.burst(BURST);
        LockSupport.parkNanos(PACE.multipliedBy(2).plusMillis(random.nextInt(400)).toNanos());
        service.kill();
        service.restart();
      }
      case ADD_SERVICE -> {
        if (cluster.services().size() == 2) {
          cluster.addService();
        } else {
          cluster.services().get(2).kill();
        }
      }
      case REMOVE_SERVICE -> {
        assertThat(service.terminate(LEAVING)).as("left on SIGTERM").isTrue();
        service.restart();
      }
    }
    return 1;
  }

  /** Waits until so many forecasts more are visible. */
  private static void awaitForecasts(Cluster cluster, Tail tail, int more) throws Exception {
    int target = tail.forecastCount() + more;
    await(cluster, () -> tail.forecastCount() >= target);
  }

  private static void await(Cluster cluster, BooleanSupplier done) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean() && System.nanoTime() < deadline) {
      cluster.revive();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
