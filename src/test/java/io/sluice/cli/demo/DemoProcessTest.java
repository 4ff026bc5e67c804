package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cli.Sluice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process of its own, whose output is a file. */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS) // has no signals
final class DemoProcessTest {
  @TempDir Path directory;

  private @Nullable Process demo;

  private Process start() throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Sluice.class.getName(),
                "demo")
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile());
    builder.environment().put("TERM", "xterm-256color");
    demo = builder.start();
    return demo;
  }

  @AfterEach
  void kill() {
    if (demo != null) {
      demo.destroyForcibly();
    }
  }

  /** By SIGTERM, which is taken like Ctrl-C: a build in the background has its SIGINT ignored. */
  private static void interrupt(Process process) {
    process.destroy();
  }

  private List<Path> scratch() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("sluice")).toList();
    }
  }

  private String out() throws IOException {
    return Files.readString(directory.resolve("out"));
  }

  @Test
  void interruptedWhileItStarts_isGoneAtOnce_andLeavesNothing() throws Exception {
    Process process = start();
    await().atMost(Duration.ofSeconds(60)).until(() -> !scratch().isEmpty());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(scratch().get(0).resolve("demo.yaml")));
    interrupt(process);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(out()).isEmpty();
    assertThat(scratch()).isEmpty();
  }

  @Test
  void outputThatIsNoTerminal_getsPlainLines_theAddressFirst_andOnceWhatToLookAt()
      throws Exception {
    Process process = start();
    await().atMost(Duration.ofSeconds(150)).until(() -> out().contains("\nlook at "));
    interrupt(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    List<String> lines = out().lines().toList();
    assertThat(lines.get(0)).matches("page: http://127\\.0\\.0\\.1:\\d+/");
    String page = lines.get(0).substring("page: ".length());
    assertThat(lines)
        .filteredOn(line -> line.startsWith("look at "))
        .singleElement()
        .asString()
        .contains(" " + page + "#/p/");
    assertThat(lines.get(lines.size() - 1)).startsWith("{").endsWith("}");
    assertThat(out()).doesNotContain("\u001b");
    assertThat(scratch()).isEmpty();
  }
}
