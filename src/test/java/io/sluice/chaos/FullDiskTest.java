package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.oracle.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills the disk under an instance's stores, on a file system of its own in memory. */
final class FullDiskTest {
  private static final int KEYS = 150;
  private static final int BURST = 2000;
  private static final int ROCKSDB_MIB = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration DUMP = Duration.ofSeconds(2);

  @TempDir Path dir;

  @Test
  void service_saysThatTheDiskIsFullAndGoesOnWithALargerOne() throws Exception {
    Setup setup = Setup.keyed(dir);
    try (Cluster cluster = new Cluster(dir, Path.of("target", "full-disk"), setup, "classic")) {
      Path state = Files.createDirectories(cluster.state(0));
      assumeTrue(mount(state, "4m"), "only root can mount a small file system");
      try {
        ChildJvm service = cluster.addService(ROCKSDB_MIB);
        Tail tail = new Tail(cluster);
        Feed feed = new Feed(cluster, setup.load(1, KEYS), Duration.ofMillis(200)).start();
        try (feed) {
          await(
              () -> {
                feed.burst(BURST);
                return !service.isAlive();
              });
          assertThat(feed.isWell()).isTrue();
        }
        if (service.isAlive()) {
          cluster.dumpThreads();
          LockSupport.parkNanos(DUMP.toNanos());
        }
        assertThat(service.isAlive()).as(() -> "alive with a full disk: " + log(cluster)).isFalse();
        assertThat(service.exitValue()).isEqualTo(1);
        assertThat(cluster.log(0)).contains("event=disk-full", state.toString());

        assertThat(remount(state, "512m")).isTrue();
        service.restart();
        feed.end();
        Audit audit = Audit.of(cluster, tail, FullDiskTest::await);
        await(() -> tail.count() >= audit.count());
        tail.stop();
        Verdict verdict = audit.verdict(tail);
        assertThat(verdict.examples()).isEmpty();
        assertThat(verdict.isClean()).isTrue();
      } finally {
        cluster.services().forEach(ChildJvm::close);
        run("umount", state.toString());
      }
    }
  }

  private static String log(Cluster cluster) {
    try {
      return cluster.log(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier done) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static boolean mount(Path at, String size) throws IOException, InterruptedException {
    return run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", at.toString());
  }

  private static boolean remount(Path at, String size) throws IOException, InterruptedException {
    return run("mount", "-o", "remount,size=" + size, at.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
