package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.oracle.Oracle;
import io.sluice.oracle.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills things under load and compares what readers of committed results have got with what the
 * {@link Oracle} makes of the source topic. The profile {@code chaos} runs the long form; {@code
 * -Dsluice.chaos.seed} draws other moments and other input, {@code -Dsluice.chaos.keyed=false}
 * leaves the keyed topic out.
 */
@EnabledIfSystemProperty(
    named = "sluice.chaos.faults",
    matches = "[1-9]\\d*",
    disabledReason = "-Dsluice.chaos.faults=0")
final class ChaosTest {
  private static final int KEYS = 100;
  private static final int BURST = 3000;

  /** Windows whose records lie in the topic before a service starts: more than half a day. */
  private static final int BACKLOG = 80;

  private static final Duration PACE = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int FAULTS = Integer.getInteger("sluice.chaos.faults", 0);
  private static final long SEED = Long.getLong("sluice.chaos.seed", 20130218L);

  /** Less than the time after which the controller, which hangs as well, gives a broker up. */
  private static final Duration BROKER_HANGS = Duration.ofSeconds(4);

  /** What is promised, and two seconds for a machine that does much else. */
  private static final Duration LEAVING = Duration.ofSeconds(12);

  private static final Path LOGS = Path.of("target", "chaos");

  @TempDir Path dir;
  private final Random random = new Random(SEED);

  /** The defaults, and half as many faults on a keyed topic, which is time's simple case. */
  static Stream<Arguments> variants() {
    return list("sluice.chaos.protocols", "classic")
        .flatMap(
            protocol ->
                list("sluice.chaos.keyed", "false,true")
                    .map(Boolean::valueOf)
                    .map(
                        keyed -> Arguments.of(protocol, keyed, keyed ? (FAULTS + 1) / 2 : FAULTS)));
  }

  private static Stream<String> list(String property, String otherwise) {
    return Stream.of(System.getProperty(property, otherwise).split(","));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void results_areExactWhateverIsKilled(String protocol, boolean keyed, int wanted)
      throws Exception {
    Setup setup = keyed ? Setup.keyed(dir) : Setup.defaults(dir);
    Path logs = LOGS.resolve(protocol + (keyed ? "-keyed" : ""));
    int faults = 0;
    try (Cluster cluster = new Cluster(dir, logs, setup, protocol)) {
      Feed feed = new Feed(cluster, setup.load(SEED, KEYS), PACE);
      feed.backlog(BACKLOG);
      cluster.addService();
      cluster.addService();
      Tail tail = new Tail(cluster);
      try (feed) {
        feed.start();
        awaitForecasts(cluster, tail, BACKLOG * KEYS);
        tail.watch(true);
        boolean swapped = false;
        while (faults < wanted) {
          if (!swapped && 2 * faults >= wanted) {
            swap(cluster);
            swapped = true;
          }
          faults += inject(cluster, feed, fault(faults));
          awaitForecasts(cluster, tail, 3 * KEYS);
        }
      }
      tail.watch(false);
      feed.end();
      Audit audit = Audit.of(cluster, tail, condition -> await(cluster, condition));
      await(cluster, () -> tail.count() >= audit.count());
      if (tail.count() < audit.count()) {
        cluster.dumpThreads();
        System.out.println(String.join("\n", PostMortem.of(cluster)));
      }
      // One commit more: what must not come would come now.
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
      tail.stop();
      report(protocol, keyed, faults, audit, tail);
      assertThat(logs).isDirectoryNotContaining("glob:**/hs_err_*");
    }
  }

  private static void report(String protocol, boolean keyed, int faults, Audit audit, Tail tail) {
    Verdict verdict = audit.verdict(tail);
    System.out.printf(
        Locale.ROOT,
        "chaos: keyed=%s faults=%d windows=%d alerts=%d late=%d missing=%d duplicated=%d wrong=%d"
            + " disordered=%d longest-gap=%.1fs protocol=%s seed=%d%n",
        keyed,
        faults,
        audit.count(".forecasts"),
        audit.count(".alerts"),
        audit.count(".late"),
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
    audit.requireSwitches();
  }

  /**
   * Has every instance take new models, with nothing else going on: while one has the new model and
   * another has not, a partition that moves goes back to the old one, as the documents say.
   */
  private static void swap(Cluster cluster) throws Exception {
    awaitTrue(cluster, () -> instances(cluster).allMatch(cluster::isRunning), "all are running");
    int[] starts = instances(cluster).map(i -> cluster.services().get(i).starts()).toArray();
    cluster.swapModels();
    awaitTrue(
        cluster,
        () ->
            instances(cluster)
                .allMatch(
                    i ->
                        cluster.services().get(i).starts() > starts[i]
                            || cluster.hasAcceptedModels(i)),
        "all have the new models");
  }

  private static IntStream instances(Cluster cluster) {
    return IntStream.range(0, cluster.services().size());
  }

  private static void awaitTrue(Cluster cluster, BooleanSupplier condition, String what)
      throws Exception {
    await(cluster, condition);
    assertThat(condition.getAsBoolean()).as(what).isTrue();
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
      case SUSPEND_BROKER -> {
        cluster.broker().suspend();
        LockSupport.parkNanos(BROKER_HANGS.plusMillis(random.nextInt(2000)).toNanos());
        cluster.broker().resume();
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
