package io.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What runs leave on the disk, those that are killed among them, and who can read it. */
@Timeout(180)
final class ScratchDirectoryTest {
  @TempDir Path dir;

  /** Opens a scratch directory, says where, and waits to be killed. */
  static final class Run {
    private Run() {}

    public static void main(String[] args) throws InterruptedException {
      try (ScratchDirectory scratch = ScratchDirectory.open(null)) {
        System.out.println(scratch.path());
        new CountDownLatch(1).await();
      }
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-Djava.io.tmpdir=" + dir,
            "-cp",
            System.getProperty("java.class.path"),
            Run.class.getName())
        .start();
  }

  private static Path place(Process run) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8));
    return Path.of(out.readLine());
  }

  /** Whoever is stopped while it starts is still at work there. */
  @Test
  void directoryThatIsStillFilled_isDeletedAllTheSame() throws Exception {
    for (int round = 0; round < 50; round++) {
      Path scratch = Files.createDirectory(dir.resolve("sluice-" + round));
      Path inner = Files.createDirectory(scratch.resolve("kafka"));
      CountDownLatch filled = new CountDownLatch(1);
      Thread writer =
          new Thread(
              () -> {
                // No more than that: a listing may go on for as long as the directory grows.
                for (int i = 0; i < 3000 && fill(inner, i); i++) {
                  if (i == 20) {
                    filled.countDown();
                  }
                }
              });
      writer.start();
      filled.await();
      ScratchDirectory.delete(scratch);
      writer.join();
      assertThat(scratch).doesNotExist();
    }
  }

  /** False once the directory is gone. */
  private static boolean fill(Path directory, int number) {
    try {
      Files.createFile(directory.resolve(String.valueOf(number)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void directoryOfAKilledRun_isDeletedByTheNextAndThatOfALivingOneIsNot() throws Exception {
    Process living = start();
    Path kept = place(living);
    Process killed = start();
    Path left = place(killed);
    Files.createDirectories(left.resolve("streams/app/0_0"));
    Files.writeString(left.resolve("streams/app/0_0/000001.sst"), "state");
    Path others = Files.createDirectory(dir.resolve("sluice-of-somebody"));
    killed.destroyForcibly().waitFor();
    assertThat(left).exists();

    Process next = start();
    Path own = place(next);

    assertThat(left).doesNotExist();
    assertThat(kept.resolve(ScratchLock.FILE)).exists();
    assertThat(own).exists();
    assertThat(others).exists();
    next.destroy();
    living.destroy();
    next.waitFor();
    living.waitFor();
    assertThat(own).doesNotExist();
    assertThat(kept).doesNotExist();
  }

  @Test
  void directoriesOfOneProcess_areInUse() throws IOException {
    try (ScratchDirectory first = ScratchDirectory.open(null);
        ScratchDirectory second = ScratchDirectory.open(null)) {
      ScratchSweep.beside(second.path());
      assertThat(ScratchLock.isAbandoned(first.path())).isFalse();
      assertThat(first.path()).exists();
      assertThat(second.path()).exists();
    }
  }

  @Test
  void directoryThatOthersWriteTo_isLeft() throws Exception {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
    Process killed = start();
    Path left = place(killed);
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rwxrwxrwx"));
    killed.destroyForcibly().waitFor();

    Process next = start();
    assertThat(place(next)).exists();

    assertThat(left).exists();
    next.destroyForcibly().waitFor();
  }

  @Test
  void dataOfABroker_isItsOwnersOnly() throws IOException {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
    Path data = dir.resolve("made/here");
    try (ScratchDirectory scratch = ScratchDirectory.open(data);
        EmbeddedBroker broker = EmbeddedBroker.start(scratch.path())) {
      assertThat(broker.bootstrapServers()).isNotEmpty();
      assertThat(mode(data)).isEqualTo("rwx------");
      assertThat(mode(data.resolve("kafka"))).isEqualTo("rwx------");
    }
    Files.setPosixFilePermissions(
        data.resolve("kafka"), PosixFilePermissions.fromString("rwxr-xr-x"));
    try (EmbeddedBroker again = EmbeddedBroker.start(data)) {
      assertThat(again.bootstrapServers()).isNotEmpty();
      assertThat(mode(data.resolve("kafka"))).isEqualTo("rwx------");
    }
  }

  private static String mode(Path directory) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
  }
}
